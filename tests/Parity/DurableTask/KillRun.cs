using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using AgentSched.Azurite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Parity.DurableTask;

/// <summary>What came of a <see cref="KillRun"/>.</summary>
/// <param name="Executions">of steps; each instance needs three</param>
/// <param name="Killing">how long the kills went on</param>
/// <param name="Took">until the last instance had ended</param>
/// <param name="Problems">what must not be; none in a good run</param>
internal sealed record KillReport(int Instances, int Executions, TimeSpan Killing, TimeSpan Took, IReadOnlyList<string> Problems)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Instances} instances ended after {Took.TotalSeconds:0.0} s, {Killing.TotalSeconds:0.0} s of them under kills; "
        + $"{Executions} executions of {Instances * Chain.Steps} steps, {Executions - (Instances * Chain.Steps)} repeated; {Problems.Count} problems");
}

/// <summary>
/// Two worker processes on one hub. Again and again, at random moments, one of them is killed and another is started, while instances
/// keep coming: half from a client outside, half through the worker that is to die.
/// </summary>
internal sealed class KillRun(string account, int instances, int kills, int seed)
{
    public const string Argument = "--kills";
    private const int LeaseSeconds = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Random _random = new(seed);
    private readonly string _folder = Directory.CreateTempSubdirectory("durable-kills-").FullName;
    private readonly List<string> _problems = [];

    /// <summary><c>--kills [INSTANCES] [KILLS] [SEED]</c>: the run by itself, with an Azurite of its own.</summary>
    public static async Task<int> MainAsync(string[] args)
    {
        int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
        var seed = Number(2, RandomNumberGenerator.GetInt32(int.MaxValue));
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true }, CancellationToken.None);
        var report = await new KillRun(azurite.ConnectionString(0), Number(0, 1000), Number(1, 20), seed).RunAsync();
        Console.WriteLine($"seed {seed}: {report}");
        foreach (var problem in report.Problems)
        {
            Console.WriteLine(problem);
        }

        return report.Problems.Count == 0 ? 0 : 1;
    }

    public async Task<KillReport> RunAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var workers = new[] { NewWorkerAsync(), NewWorkerAsync() };
        try
        {
            await using var outside = DurableApp.ClientOnly(account);
            var ids = Enumerable.Range(0, instances).Select(i => string.Create(CultureInfo.InvariantCulture, $"chain-{i:D4}")).ToList();
            var portions = ids.Chunk((instances / kills) + 1).ToList();
            for (var kill = 0; kill < kills; kill++)
            {
                var at = _random.Next(workers.Length);
                using var worker = await workers[at];
                var starting = StartAsync(outside.Client, worker, kill < portions.Count ? portions[kill] : []);
                await Task.Delay(_random.Next(200, 1400));
                await worker.KillAsync();
                workers[at] = NewWorkerAsync();
                await starting;
            }

            var killing = Stopwatch.GetElapsedTime(began);
            await StartMissingAsync(outside.Client, ids);
            await WaitForAllAsync(outside.Client);
            var took = Stopwatch.GetElapsedTime(began);
            var executions = await CheckAsync(outside.Client);
            _problems.AddRange(await DurableApp.LeftoversAsync(account, Patience));
            return new(instances, executions, killing, took, _problems);
        }
        finally
        {
            foreach (var worker in workers)
            {
                (await worker).Dispose();
            }

            Directory.Delete(_folder, recursive: true);
        }
    }

    private Task<ChildProcess> NewWorkerAsync() => ChildProcess.StartAsync(account, LeaseSeconds);

    private async Task StartAsync(DurableTaskClient outside, ChildProcess worker, string[] ids)
    {
        foreach (var (i, id) in ids.Index())
        {
            if (i % 2 == 0)
            {
                await outside.ScheduleNewOrchestrationInstanceAsync("Chain", _folder, new StartOrchestrationOptions(id));
                continue;
            }

            try
            {
                await worker.StartChainAsync(_folder, id);
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                // Killed meanwhile: started with those that are missing at the end.
            }
        }
    }

    // As a queue would: what a worker was asked to start and had not stored when it died is asked for again.
    private async Task StartMissingAsync(DurableTaskClient outside, IReadOnlyList<string> ids)
    {
        var there = (await ListAsync(outside)).Select(one => one.InstanceId).ToHashSet(StringComparer.Ordinal);
        foreach (var id in ids.Where(id => !there.Contains(id)))
        {
            try
            {
                await outside.ScheduleNewOrchestrationInstanceAsync("Chain", _folder, new StartOrchestrationOptions(id));
            }
            catch (Exception)
            {
                // Hosts say in different ways that it is there: a request of a killed worker was still on its way to storage.
                if (await outside.GetInstanceAsync(id) is null)
                {
                    throw;
                }
            }
        }
    }

    private async Task WaitForAllAsync(DurableTaskClient outside)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var all = await ListAsync(outside);
            var open = all.Where(one => !one.IsCompleted).ToList();
            if (open.Count == 0 && all.Count == instances)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                _problems.Add($"{all.Count} instances, {open.Count} not ended: {string.Join(' ', open.Take(10).Select(one => one.InstanceId))}");
                return;
            }

            await Task.Delay(500);
        }
    }

    private async Task<int> CheckAsync(DurableTaskClient outside)
    {
        var executions = 0;
        foreach (var one in await ListAsync(outside, withOutputs: true))
        {
            if (one.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
            {
                _problems.Add($"{one.InstanceId} is {one.RuntimeStatus}: {one.SerializedOutput}");
                continue;
            }

            var (ran, problem) = Chain.Check(_folder, one.InstanceId, one.ReadOutputAs<string[]>());
            executions += ran;
            if (problem is not null)
            {
                _problems.Add(problem);
            }
        }

        return executions;
    }

    private static async Task<List<OrchestrationMetadata>> ListAsync(DurableTaskClient client, bool withOutputs = false)
    {
        var found = new List<OrchestrationMetadata>();
        await foreach (var one in client.GetAllInstancesAsync(new OrchestrationQuery { FetchInputsAndOutputs = withOutputs }))
        {
            found.Add(one);
        }

        return found;
    }
}
