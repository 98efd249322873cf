using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

[assembly: AgentSched.Parity.DurableTask.NeedsCarrier]

namespace AgentSched.Parity.DurableTask;

/// <content>Hosting=Azure: what carries the originals' messages (a gRPC or an Azure Storage backend) is chosen where they can be run; this is its place.</content>
public sealed partial class DurableApp
{
    internal const string NoCarrier = "Hosting=Azure: set a backend for the worker and the client in Hosting.Azure.cs";

    // The originals' tables are their own affair: results and files tell enough.
    internal static Task<IReadOnlyList<string>> LeftoversAsync(string account, TimeSpan patience) => Task.FromResult<IReadOnlyList<string>>([]);

    private static void Carry(IDurableTaskWorkerBuilder worker, string account, DurableSettings settings) => Assert.Skip(NoCarrier);

    private static void Carry(IDurableTaskClientBuilder client) => Assert.Skip(NoCarrier);

    private static void CarryClientOnly(IServiceCollection services, string account) => Assert.Skip(NoCarrier);
}

/// <summary>Skips a test before it starts a process of its own, which could not say why it ends. Goes when a carrier is set.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NeedsCarrierAttribute : Xunit.v3.BeforeAfterTestAttribute
{
    public override void Before(System.Reflection.MethodInfo methodUnderTest, Xunit.v3.IXunitTest test) => Assert.Skip(DurableApp.NoCarrier);
}
