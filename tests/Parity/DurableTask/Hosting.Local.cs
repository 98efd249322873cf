using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Local;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSched.Parity.DurableTask;

/// <content>Hosting=Local: a hub of local/ on storage tables.</content>
public sealed partial class DurableApp
{
    /// <summary>Whether what the hub holds ends with its app.</summary>
    internal const bool InMemory = false;

    private const string HubName = "Tests";

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

    /// <summary>
    /// What the tables say besides the results: each history has every answer once, and nothing lies among the unfinished or the messages.
    /// Waits for it a little: an instance's row goes after its ending is recorded.
    /// </summary>
    internal static async Task<IReadOnlyList<string>> LeftoversAsync(string account, TimeSpan patience)
    {
        var tables = Tables(account, null);
        var found = new List<string>();
        var store = new InstanceStore(tables, HubName);
        foreach (var one in await store.ListAsync(string.Empty, finishedOnly: true, Cancel))
        {
            var history = (await store.ReadDoneAsync(one.InstanceId, Cancel))!.State.History;
            var answers = history.Where(e => e.Kind is EventKind.StepCompleted or EventKind.StepFailed or EventKind.TimerFired).ToList();
            var actions = history.Count(e => e.Kind is EventKind.StepScheduled or EventKind.TimerCreated);
            if (answers.Count != actions || answers.DistinctBy(e => e.Id).Count() != actions)
            {
                found.Add($"{one.InstanceId}: {answers.Count} answers to {actions} actions");
            }
        }

        var began = Stopwatch.GetTimestamp();
        List<string> rows;
        do
        {
            rows = [];
            await Task.Delay(100, Cancel);
            foreach (var table in new[] { "LocalDurableActive", "LocalDurableInbox" })
            {
                await foreach (var row in tables.GetTableClient(table).QueryAsync<TableEntity>(cancellationToken: Cancel))
                {
                    rows.Add($"left in {table}: {row.RowKey}");
                }
            }
        }
        while (rows.Count > 0 && Stopwatch.GetElapsedTime(began) < patience);
        return [.. found, .. rows];
    }

    private static partial void AddHub(IServiceCollection services, string account, Action<DurableTaskRegistry> tasks, DurableSettings settings)
    {
        AddStore(services, account, settings);
        services.AddDurableTaskWorker(worker => worker.AddTasks(tasks).UseBuildTarget<LocalDurableWorker>());
        services.AddDurableTaskClient(Carry);
    }

    private static partial void AddClient(IServiceCollection services, string account)
    {
        services.AddLogging();
        AddStore(services, account, new());
        services.AddDurableTaskClient(Carry);
    }

    private static void AddStore(IServiceCollection services, string account, DurableSettings settings) =>
        services.AddSingleton(provider => new DurableHub(
            new()
            {
                HubName = HubName,
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
