package dev.flotilla.benchmarks.load.report;

import dev.flotilla.benchmarks.load.Result;
import dev.flotilla.benchmarks.load.StoreKind;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;
import org.jspecify.annotations.Nullable;

/**
 * A figure over the sizes of cluster, a line for each store.
 *
 * @param file its name below {@code docs/performance/}
 * @param figure its name in the results
 * @param label of the axis, with its unit
 * @param goal drawn as a dashed line
 */
record Plot(String file, String figure, String label, OptionalDouble goal) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final Color GOAL = new Color(0x00, 0x80, 0x00);
    /** Told apart also by those who see few colours. */
    private static final Map<StoreKind, Color> COLOURS = Map.of(
            StoreKind.EMBEDDED, new Color(0x00, 0x72, 0xB2),
            StoreKind.ETCD1, new Color(0xE6, 0x9F, 0x00),
            StoreKind.ETCD3, new Color(0xCC, 0x33, 0x66));

    static Plot of(String file, String figure, String label) {
        return new Plot(file, figure, label, OptionalDouble.empty());
    }

    Plot goal(double value) {
        return new Plot(file, figure, label, OptionalDouble.of(value));
    }

    /** The drawing as an SVG document. */
    String draw(List<Result> results) {
        List<StoreKind> stores = Arrays.stream(StoreKind.values())
                .filter(store -> results.stream().anyMatch(result -> result.store() == store))
                .toList();
        var points = new DefaultCategoryDataset();
        results.stream().map(Result::machines).distinct().sorted().forEach(size -> {
            for (StoreKind store : stores) {
                points.addValue(value(results, store, size), store.words(), String.format(Locale.ROOT, "%,d", size));
            }
        });
        JFreeChart chart = ChartFactory.createLineChart(null, "machines, 20 units each", label, points);
        StandardChartTheme theme = new StandardChartTheme("plain");
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        theme.setRegularFont(font);
        theme.setLargeFont(font);
        theme.apply(chart);
        chart.setBackgroundPaint(Color.WHITE);
        style(chart.getCategoryPlot(), stores);
        // As text, not as outlines.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
        var drawing = new SVGGraphics2D(WIDTH, HEIGHT);
        // The same figures give the same file.
        drawing.setDefsKeyPrefix(figure);
        chart.draw(drawing, new Rectangle(WIDTH, HEIGHT));
        return drawing.getSVGElement() + "\n";
    }

    private @Nullable Double value(List<Result> results, StoreKind store, int size) {
        return results.stream()
                .filter(result -> result.store() == store && result.machines() == size)
                .findFirst()
                .map(result -> result.figures().get(figure))
                .orElse(null);
    }

    private void style(CategoryPlot plot, List<StoreKind> stores) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.setOutlineVisible(false);
        var renderer = new LineAndShapeRenderer();
        for (int series = 0; series < stores.size(); series++) {
            renderer.setSeriesPaint(series, COLOURS.get(stores.get(series)));
            renderer.setSeriesStroke(series, new BasicStroke(2));
        }
        plot.setRenderer(renderer);
        goal.ifPresent(value -> {
            var line = new ValueMarker(
                    value,
                    GOAL,
                    new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 4}, 0));
            line.setLabel("goal");
            line.setLabelPaint(GOAL);
            line.setLabelBackgroundColor(Color.WHITE);
            line.setLabelAnchor(RectangleAnchor.TOP_RIGHT);
            line.setLabelTextAnchor(TextAnchor.BOTTOM_RIGHT);
            plot.addRangeMarker(line);
            plot.getRangeAxis().setUpperBound(Math.max(plot.getRangeAxis().getUpperBound(), value * 1.15));
        });
        plot.getRangeAxis().setLowerBound(0);
    }
}
