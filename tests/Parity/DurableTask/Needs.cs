using System.Reflection;
using Xunit.v3;

namespace AgentSched.Parity.DurableTask;

/// <summary>What the hub keeps must outlive its process or be shared between processes. Skipped, with the reason, where the hub is in memory.</summary>
/// <param name="because">what of the test a hub in memory cannot give</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeedsDurableStorageAttribute(string because) : BeforeAfterTestAttribute
{
    public string Because { get; } = because;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        Assert.SkipWhen(DurableApp.InMemory, $"needs durable storage, and this hub is in memory: {Because}");
}

/// <summary>
/// A rule that the Functions host adds to Durable Task, and that local/ follows because the app runs under it. Skipped, with the reason,
/// where worker and client are carried without that host.
/// </summary>
/// <param name="because">what happens without the Functions host</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeedsFunctionsHostAttribute(string because) : BeforeAfterTestAttribute
{
    public string Because { get; } = because;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        Assert.SkipWhen(DurableApp.InMemory, $"needs the Functions host's rules, and this hub has none: {Because}");
}
