namespace AgentSched.Engine.Calls;

/// <summary>What orchestrations are called in storage: those under way keep their names over a deployment.</summary>
internal static class OrchestrationNames
{
    public const string OfRun = "RunOrchestrator";

    public const string OfBatch = "BatchOrchestrator";
}
