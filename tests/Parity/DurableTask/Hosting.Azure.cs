using System.Net;
using System.Net.Sockets;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Parity.DurableTask;

/// <content>
/// Hosting=Azure: the originals' worker and client, carried by the originals' own test host: a hub in memory behind gRPC, in this process.
/// Each app has a hub of its own; the account means nothing to it.
/// </content>
public sealed partial class DurableApp
{
    /// <summary>Whether what the hub holds ends with its app.</summary>
    internal const bool InMemory = true;

    private const string Package = "Microsoft.DurableTask.InProcessTestHost";
    private const string Extensions = "Microsoft.DurableTask.Testing.DurableTaskTestExtensions";
    private const string OneProcess = "a hub in memory has no clients outside its process";

    // Reached only by tests that need durable storage; the originals' tables are their own affair.
    internal static Task<IReadOnlyList<string>> LeftoversAsync(string account, TimeSpan patience) => throw new NotSupportedException(OneProcess);

    /// <summary>Found by name: so this file compiles, and says what it lacks, where the package is not to be had.</summary>
    private static partial void AddHub(IServiceCollection services, string account, Action<DurableTaskRegistry> tasks, DurableSettings settings)
    {
        var add = Type.GetType($"{Extensions}, {Package}")?.GetMethod("AddInMemoryDurableTask");
        Assert.SkipWhen(add is null, $"needs {Package} with {Extensions}.AddInMemoryDurableTask; build with -p:Hosting=Azure, and -p:DurableTestHostVersion=... for another version");
        var options = Activator.CreateInstance(add!.GetParameters()[2].ParameterType)!;
        options.GetType().GetProperty("Port")!.SetValue(options, FreePort());
        add.Invoke(null, [services, tasks, options]);
    }

    private static partial void AddClient(IServiceCollection services, string account) => throw new NotSupportedException(OneProcess);

    // The test host would take one at random, and tests run side by side.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
