using System.Net;
using System.Net.Sockets;
using System.Reflection;
using AgentSched.Hosting.Settings;
using Microsoft.Extensions.Hosting;

namespace AgentSched.Hosting.Workers;

/// <summary>The worker in this process, built by the caller.</summary>
internal sealed class InProcessWorker : IWorker
{
    private static readonly Lock Building = new();

    private readonly IHost _worker;

    public InProcessWorker(FunctionsHostOptions options, HostSettings settings, string workerId, Uri server)
    {
        // The worker chooses its HTTP port once per process. A port per worker lets several run side by side.
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            HttpAddress = new Uri($"http://{listener.LocalEndpoint}/");
        }

        Environment.SetEnvironmentVariable("FUNCTIONS_WORKER_DIRECTORY", settings.AppFolder);
        Environment.SetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY", settings.AppFolder);
        var values = new Dictionary<string, string?>(settings.WorkerSettings, StringComparer.OrdinalIgnoreCase)
        {
            ["Functions:Worker:HostEndpoint"] = server.AbsoluteUri,
            ["Functions:Worker:WorkerId"] = workerId,
            ["Functions:Worker:RequestId"] = Guid.NewGuid().ToString(),
            ["Functions:Worker:GrpcMaxMessageLength"] = $"{WorkerServer.MaxMessageBytes}",
            ["Kestrel:Endpoints:Worker:Url"] = HttpAddress.AbsoluteUri,
        };
        lock (Building)
        {
            // The worker finds its generated code in the entry assembly, so the app's takes that place while it is built.
            var entry = Assembly.GetEntryAssembly();
            Assembly.SetEntryAssembly(options.WorkerAssembly);
            try
            {
                _worker = options.Worker!(values);
            }
            finally
            {
                Assembly.SetEntryAssembly(entry);
            }
        }

        Exited = RunAsync();
    }

    public string Name => "in this process";

    public Uri? HttpAddress { get; }

    public Task<string> Exited { get; }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _worker.StopAsync(limit.Token);
        _worker.Dispose();
    }

    private async Task<string> RunAsync()
    {
        await _worker.StartAsync();
        await _worker.WaitForShutdownAsync();
        return "it was stopped";
    }
}
