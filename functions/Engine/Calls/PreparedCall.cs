using AgentSched.Model.Agents;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Storage.Rows;

namespace AgentSched.Engine.Calls;

/// <summary>A call that is about to be made.</summary>
/// <param name="Read">The run as it is now that the call begins.</param>
/// <param name="Agent">Whom to call.</param>
/// <param name="Call">What to send.</param>
/// <param name="Failures">How many calls failed before, each worth another.</param>
/// <param name="Spent">What they cost. Null: nothing that they told of.</param>
internal sealed record PreparedCall(InFlightRun Read, Agent Agent, AgentCall Call, int Failures, Spent? Spent)
{
    public Run Run => Read.Run;
}
