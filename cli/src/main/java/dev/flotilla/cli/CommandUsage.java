package dev.flotilla.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How the help of one command looks: its own options alone, the global ones are told once. */
final class CommandUsage {
    private static final int WIDTH = 120;

    private CommandUsage() {}

    static void apply(CommandLine command, String summary) {
        command.setColorScheme(Help.defaultColorScheme(Ansi.OFF));
        // Examples have dollars of their own.
        command.setInterpolateVariables(false);
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.width(WIDTH);
        usage.header(summary + ".", "");
        usage.descriptionHeading("%n");
        usage.optionListHeading("%nOptions:%n");
        Map<String, IHelpSectionRenderer> sections = usage.sectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, CommandUsage::options);
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, CommandUsage::heading);
        sections.put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_END_OF_OPTIONS, help -> "\nFor the global options: flotilla help\n");
    }

    private static List<OptionSpec> own(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.inherited() && !option.hidden())
                .toList();
    }

    private static String heading(Help help) {
        return own(help.commandSpec()).isEmpty() ? "" : help.optionListHeading();
    }

    private static String options(Help help) {
        List<OptionSpec> own = own(help.commandSpec());
        Layout layout = help.createDefaultLayout(own, List.of(), help.colorScheme());
        return help.optionListExcludingGroups(own, layout, null, new Labels(help.createDefaultParamLabelRenderer()));
    }

    /** Flags take a value (Go's {@code --full=true}), which is nothing to tell. */
    private record Labels(IParamLabelRenderer others) implements IParamLabelRenderer {
        @Override
        public Ansi.Text renderParameterLabel(ArgSpec argument, Ansi ansi, List<Ansi.IStyle> styles) {
            return argument.typeInfo().isBoolean()
                    ? ansi.new Text("")
                    : others.renderParameterLabel(argument, ansi, styles);
        }

        @Override
        public String separator() {
            return others.separator();
        }
    }
}
