using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask;

namespace AgentSched.Parity.DurableTask;

/// <summary>A worker in a process of its own, to be killed. It is this assembly again, started as a worker.</summary>
internal sealed class ChildProcess : IDisposable
{
    public const string Argument = "--worker";
    private readonly Process _process;
    private bool _disposed;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Starts the process and returns when its worker runs.</summary>
    public static async Task<ChildProcess> StartAsync(string account, int leaseSeconds = 6)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(account);
        start.ArgumentList.Add(leaseSeconds.ToString(CultureInfo.InvariantCulture));
        var process = Process.Start(start)!;
        for (var line = string.Empty; line is not "ready";)
        {
            line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the worker process ended");
        }

        return new(process);
    }

    /// <summary>Has the worker start an instance of "Chain"; one that is killed before it did so has not.</summary>
    public async Task StartChainAsync(string folder, string id)
    {
        await _process.StandardInput.WriteLineAsync($"{folder}|{id}");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>SIGKILL: nothing of it runs any more, not even a finally block.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            // Its files are deleted next.
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>Three steps of 300 ms, a timer and an event; each step counts its runs in a file named after it.</summary>
    public static void AddTasks(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<string, string>("Story", async (context, folder) =>
        {
            var first = await context.CallActivityAsync<string>("Note", $"{folder}|{context.InstanceId}|1");
            await context.CreateTimer(TimeSpan.FromMilliseconds(500), CancellationToken.None);
            var second = await Task.WhenAll(
                context.CallActivityAsync<string>("Note", $"{folder}|{context.InstanceId}|2"),
                context.CallActivityAsync<string>("Note", $"{folder}|{context.InstanceId}|3"));
            var word = await context.WaitForExternalEvent<string>("Word");
            return first + string.Concat(second) + word;
        })
        .AddOrchestratorFunc<string, string>("Family", async (context, folder) =>
        {
            var child = new SubOrchestrationOptions(instanceId: "child-of-" + context.InstanceId);
            return "child said " + await context.CallSubOrchestratorAsync<string>("Story", folder, child);
        })
        .AddActivityFunc<string, string>("Note", async (_, input) =>
        {
            var parts = input.Split('|');
            await File.AppendAllTextAsync(Path.Combine(parts[0], $"{parts[1]}-{parts[2]}"), ".");
            await Task.Delay(300);
            return parts[2];
        });

    /// <summary>The child's side: a worker until the parent ends, in whatever way.</summary>
    public static async Task BeWorkerAsync(string account, string leaseSeconds)
    {
        var settings = new DurableSettings { LeaseDuration = TimeSpan.FromSeconds(int.Parse(leaseSeconds, CultureInfo.InvariantCulture)) };
        await using var app = await DurableApp.StartAsync(account, tasks =>
        {
            AddTasks(tasks);
            Chain.AddTasks(tasks);
        }, settings);
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var parts = line.Split('|');
            _ = app.Client.ScheduleNewOrchestrationInstanceAsync("Chain", parts[0], new StartOrchestrationOptions(parts[1]));
        }
    }
}
