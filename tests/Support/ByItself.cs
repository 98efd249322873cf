namespace AgentSched.Tests.Support;

/// <summary>For tests that measure seconds, or the whole process: nothing else runs meanwhile. Keep them short.</summary>
[CollectionDefinition(nameof(ByItself), DisableParallelization = true)]
public sealed class ByItself;
