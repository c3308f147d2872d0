package dev.flotilla.store.etcd;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Compare;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Write;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A transaction as etcd's If/Then/Else. The Else branch reads the revisions of the compared keys, so that a conflict can
 * name the compares that failed, judged at the same moment.
 */
final class EtcdCommit {
    private static final GetOption REVISIONS_ONLY =
            GetOption.builder().withKeysOnly(true).build();

    private EtcdCommit() {}

    static CompletableFuture<CommitResult> start(KV kv, Transaction transaction) {
        return kv.txn()
                .If(transaction.compares().stream().map(EtcdCommit::cmp).toArray(Cmp[]::new))
                .Then(transaction.writes().stream().map(EtcdCommit::op).toArray(Op[]::new))
                .Else(transaction.compares().stream()
                        .map(Compare::key)
                        .distinct()
                        .map(key -> Op.get(EtcdBytes.key(key), REVISIONS_ONLY))
                        .toArray(Op[]::new))
                .commit()
                .thenApply(response -> result(transaction, response));
    }

    /** What a failed commit means: an exception when nothing was done, {@code OutcomeUnknown} when that is not certain. */
    static CommitResult explain(Throwable thrown) {
        FlotillaException translated = EtcdFailures.translate("commit", thrown);
        boolean ours = EtcdFailures.unwrap(thrown) instanceof FlotillaException;
        if (!ours && !EtcdFailures.isRefusal(thrown)) {
            return new CommitResult.OutcomeUnknown(translated.error().message());
        }
        throw translated;
    }

    private static Cmp cmp(Compare compare) {
        return switch (compare) {
            case Compare.Absent _ -> cmp(compare, Cmp.Op.EQUAL, CmpTarget.createRevision(0));
            case Compare.Exists _ -> cmp(compare, Cmp.Op.GREATER, CmpTarget.createRevision(0));
            case Compare.ModRevision mod -> cmp(compare, Cmp.Op.EQUAL, CmpTarget.modRevision(mod.revision()));
            case Compare.CreateRevision create ->
                cmp(compare, Cmp.Op.EQUAL, CmpTarget.createRevision(create.revision()));
        };
    }

    private static Cmp cmp(Compare compare, Cmp.Op op, CmpTarget<?> target) {
        return new Cmp(EtcdBytes.key(compare.key()), op, target);
    }

    private static Op op(Write write) {
        return switch (write) {
            case Write.Put put -> Op.put(EtcdBytes.key(put.key()), EtcdBytes.value(put.value()), option(put));
            case Write.Delete delete -> Op.delete(EtcdBytes.key(delete.key()), DeleteOption.DEFAULT);
            case Write.DeletePrefix delete ->
                Op.delete(
                        EtcdBytes.key(delete.prefix()),
                        DeleteOption.builder()
                                .withRange(EtcdBytes.prefixEnd(delete.prefix()))
                                .build());
        };
    }

    private static PutOption option(Write.Put put) {
        return put.lease()
                .map(lease -> PutOption.builder().withLeaseId(lease.value()).build())
                .orElse(PutOption.DEFAULT);
    }

    private static CommitResult result(Transaction transaction, TxnResponse response) {
        long revision = response.getHeader().getRevision();
        if (response.isSucceeded()) {
            return new CommitResult.Committed(revision);
        }
        Map<String, KeyValue> found = new HashMap<>();
        for (GetResponse get : response.getGetResponses()) {
            get.getKvs().forEach(kv -> found.put(kv.getKey().toString(StandardCharsets.UTF_8), kv));
        }
        List<Compare> failed = transaction.compares().stream()
                .filter(compare -> !holds(compare, found))
                .toList();
        if (failed.isEmpty()) {
            throw new FlotillaError.Internal("etcd refused a transaction whose compares hold").asException();
        }
        return new CommitResult.Conflicted(revision, failed);
    }

    private static boolean holds(Compare compare, Map<String, KeyValue> found) {
        KeyValue kv = found.get(compare.key());
        return kv == null ? compare.holds(0, 0) : compare.holds(kv.getCreateRevision(), kv.getModRevision());
    }
}
