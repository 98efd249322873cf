namespace AgentSched.Time.Specs;

/// <summary>Two consecutive occurrences.</summary>
internal readonly record struct Gap(DateTimeOffset First, DateTimeOffset Second)
{
    public TimeSpan Length => Second - First;
}
