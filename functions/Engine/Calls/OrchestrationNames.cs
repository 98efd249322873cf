namespace AgentSched.Engine.Calls;

/// <summary>Names of orchestrations in storage; fixed, because instances in flight keep them across a deployment.</summary>
internal static class OrchestrationNames
{
    public const string OfRun = "RunOrchestrator";

    public const string OfBatch = "BatchOrchestrator";
}
