using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Support;

/// <summary>Things as most tests want them.</summary>
internal static class A
{
    public const string ScheduleId = "k3v9q2m7x4b8c1d5";

    /// <summary>An agent of ann's that does one thing at a time.</summary>
    public static Agent Agent(DateTimeOffset madeAt, string name = "alice", string url = "http://alice.example/") => new()
    {
        Tenant = "main",
        Name = name,
        Url = new Uri(url),
        Owner = "ann",
        CreatedAt = madeAt,
        UpdatedAt = madeAt,
    };

    /// <summary>A schedule of ann's for alice.</summary>
    public static Schedule Schedule(DateTimeOffset madeAt, string cron = "0 9 * * *") => new()
    {
        Id = ScheduleId,
        Tenant = "main",
        Agent = "alice",
        Owner = "ann",
        Name = "nightly",
        Spec = ScheduleSpec.Parse(cron, "UTC"),
        Message = "say hello",
        CreatedAt = madeAt,
        UpdatedAt = madeAt,
    };
}
