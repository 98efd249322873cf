using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Local;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Parity.DurableTask;

/// <content>Hosting=Local: a hub of local/ on storage tables.</content>
public sealed partial class DurableApp
{
    internal DurableHub Hub => _host.Services.GetRequiredService<DurableHub>();

    internal static TableServiceClient Tables(string account, Action<string>? onRequest)
    {
        var options = new TableClientOptions();
        if (onRequest is not null)
        {
            options.AddPolicy(new Watch(onRequest), HttpPipelinePosition.PerRetry);
        }

        return new(account, options);
    }

    private static void Carry(IDurableTaskWorkerBuilder worker, string account, DurableSettings settings)
    {
        AddHub(worker.Services, account, settings);
        worker.UseBuildTarget<LocalDurableWorker>();
    }

    private static void CarryClientOnly(IServiceCollection services, string account)
    {
        services.AddLogging();
        AddHub(services, account, new());
    }

    private static void AddHub(IServiceCollection services, string account, DurableSettings settings) =>
        services.AddSingleton(provider => new DurableHub(
            new()
            {
                HubName = "Tests",
                Tables = Tables(account, settings.OnRequest),
                PollInterval = settings.PollInterval,
                LeaseDuration = settings.LeaseDuration,
            },
            TimeProvider.System,
            provider.GetRequiredService<ILoggerFactory>()));

    private static void Carry(IDurableTaskClientBuilder client) =>
        client.Services.AddSingleton<DurableTaskClient>(services => services.GetRequiredService<DurableHub>().Client);

    private sealed class Watch(Action<string> onRequest) : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) =>
            onRequest($"{message.Request.Method} {message.Request.Uri.ToUri().AbsolutePath.Split('/')[^1]}");
    }
}
