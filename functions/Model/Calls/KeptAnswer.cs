using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>The part of an answer that the record stores, and whether blobs hold more.</summary>
internal sealed record KeptAnswer(AgentAnswer? Answer, bool ResponseCut, bool HasLog, byte[]? SmallLog = null);
