package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.ReceiverFailure;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Which targets of a service there are at a place. One kind of them that cannot be listed does not hide the others. */
final class Discovery {
    private final Calls calls;

    Discovery(Calls calls) {
        this.calls = calls;
    }

    /**
     * Hands over targets as they are found.
     *
     * @param anywhere any target of the service there
     * @param most how many of each kind are wanted
     * @return why some are missing; empty when all were found
     */
    List<ReadError> at(Target anywhere, long most, Consumer<Target> each) {
        return at(calls.adapter(anywhere), anywhere, most, each);
    }

    private <C> List<ReadError> at(Adapter<C> adapter, Target anywhere, long most, Consumer<Target> each) {
        List<ReadError> errors = new ArrayList<>();
        for (Kind<C> kind : adapter.kinds()) {
            Reading outcome = calls.guarded(anywhere, () -> {
                kind.discover(calls.connection(adapter, anywhere))
                        .limit(most)
                        .map(found ->
                                found.at(anywhere.profile(), anywhere.region()).assuming(anywhere.role()))
                        .forEach(found -> ReceiverFailure.deliver(found, each));
                return null;
            });
            if (outcome != null) {
                ReadError error = outcome.failed().orElseThrow();
                errors.add(error);
                if (!Calls.isOneTargetsFault(error)) {
                    return errors;
                }
            }
        }
        return errors;
    }
}
