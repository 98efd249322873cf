using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>What of an answer goes into the record, and whether blobs hold more.</summary>
internal sealed record KeptAnswer(AgentAnswer? Answer, bool ResponseCut, bool HasLog, byte[]? SmallLog = null);
