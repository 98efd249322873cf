namespace AgentSched.Base;

/// <summary>Names of the numeric values of events.</summary>
internal static class Measures
{
    public const string DurationMs = "durationMs";
    public const string LateMs = "lateMs";
    public const string LagMs = "lagMs";
    public const string Scanned = "scanned";
    public const string Dispatched = "dispatched";
    public const string Missed = "missed";
    public const string Attempts = "attempts";
    public const string TokensIn = "tokensIn";
    public const string TokensOut = "tokensOut";
    public const string CostUsd = "costUsd";
    public const string DequeueCount = "dequeueCount";
    public const string Share = "share";
}
