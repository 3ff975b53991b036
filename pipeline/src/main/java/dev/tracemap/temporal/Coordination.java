package dev.tracemap.temporal;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/// Lets so many runs be at work at once, and the teams in turn. There is one of it in a namespace.
@WorkflowInterface
public interface Coordination {
    String ID = "tracemap-coordinator";

    /// Runs by name, as they are handed from one execution to the next.
    ///
    /// @param waiting in the order of their turns
    record Queue(List<RunRef> waiting, List<RunRef> atWork) {
        static final Queue EMPTY = new Queue(List.of(), List.of());

        public Queue {
            waiting = List.copyOf(waiting);
            atWork = List.copyOf(atWork);
        }
    }

    @WorkflowMethod
    void coordinate(Queue carried);

    /// Brings a run. One that waits or is at work is not taken twice.
    @SignalMethod
    void submit(RunRef run);

    /// Takes back a run that waits.
    @SignalMethod
    void withdraw(RunRef run);

    /// A run's workflow is at its end.
    @SignalMethod
    void ended(RunRef run);
}
