package dev.flotilla.sidekick.dns;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** EDNS (RFC 6891): who asks with it is answered with it. */
final class Opt {
    private Opt() {}

    /** Asks in a version of EDNS that does not exist yet. */
    static boolean unsupported(Message request) {
        OPTRecord asked = request.getOPT();
        return asked != null && asked.getVersion() > 0;
    }

    static void add(Message request, Message response, int payload, Optional<Integer> remark) {
        if (request.getOPT() == null) {
            return;
        }
        int extended = unsupported(request) ? Rcode.BADVERS >> 4 : 0;
        List<EDNSOption> options = remark.<List<EDNSOption>>map(code -> List.of(new ExtendedErrorCodeOption(code)))
                .orElse(List.of());
        response.addRecord(new OPTRecord(payload, extended, 0, 0, options), Section.ADDITIONAL);
    }
}
