using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using AgentSched.Hosting.Settings;
using Microsoft.Extensions.Hosting;

namespace AgentSched.Hosting.Workers;

/// <summary>The worker in this process, built by the caller.</summary>
internal sealed class InProcessWorker : IRunningWorker
{
    private readonly IHost _worker;

    private InProcessWorker(IHost worker, Uri address)
    {
        (_worker, HttpAddress) = (worker, address);
        Exited = WaitAsync();
    }

    public int? ProcessId => null;

    public Uri? HttpAddress { get; }

    public Task<string> Exited { get; }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _worker.StopAsync(limit.Token);
        _worker.Dispose();
    }

    private async Task<string> WaitAsync()
    {
        await _worker.WaitForShutdownAsync();
        return "it was stopped";
    }

    /// <summary>Starts the host that <see cref="FunctionsHostOptions.Worker"/> builds.</summary>
    internal sealed class Launcher(FunctionsHostOptions options, HostSettings settings) : IWorkerLauncher
    {
        private static readonly Lock Building = new();

        public async Task<IRunningWorker> StartAsync(string workerId, Uri server, CancellationToken cancel)
        {
            // The worker chooses its HTTP port once per process. A port per worker lets several run side by side.
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/"));
            Environment.SetEnvironmentVariable("FUNCTIONS_WORKER_DIRECTORY", settings.AppFolder);
            Environment.SetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY", settings.AppFolder);
            var worker = Build(new Dictionary<string, string?>(settings.WorkerSettings(), StringComparer.OrdinalIgnoreCase)
            {
                ["Functions:Worker:HostEndpoint"] = server.AbsoluteUri,
                ["Functions:Worker:WorkerId"] = workerId,
                ["Functions:Worker:RequestId"] = Guid.NewGuid().ToString(),
                ["Functions:Worker:GrpcMaxMessageLength"] = WorkerServer.MaxMessageBytes.ToString(CultureInfo.InvariantCulture),
                ["Kestrel:Endpoints:Worker:Url"] = address.AbsoluteUri,
            });
            try
            {
                await worker.StartAsync(cancel);
                return new InProcessWorker(worker, address);
            }
            catch
            {
                worker.Dispose();
                throw;
            }
        }

        /// <summary>The worker finds its generated code in the entry assembly, so the app's takes that place while it is built.</summary>
        private IHost Build(Dictionary<string, string?> values)
        {
            lock (Building)
            {
                var entry = Assembly.GetEntryAssembly();
                Assembly.SetEntryAssembly(options.WorkerAssembly);
                try
                {
                    return options.Worker!(values);
                }
                finally
                {
                    Assembly.SetEntryAssembly(entry);
                }
            }
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
