using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;

namespace Parity.Worker;

/// <content>
/// Hosting=Azure: the originals' worker runs only under a Functions host, so the app runs in a process that <c>func start</c> starts, and the
/// tests reach it by HTTP, queues and the file of its journal. What needs the app in the process of the test skips and says why.
/// </content>
internal sealed partial class RunningApp
{
    private readonly FuncProcess _func;

    private RunningApp(FuncProcess func, JournalFile journal)
    {
        _func = func;
        Journal = journal;
        Http = new HttpClient { BaseAddress = new Uri(func.Address, "api/") };
    }

    public JournalFile Journal { get; }

    public static async Task<RunningApp> StartAsync(Action<FunctionsApplicationBuilder>? configure = null, bool timers = false, bool queues = false)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        var before = builder.Configuration.AsEnumerable().ToDictionary(StringComparer.Ordinal);
        AddSettings(builder);
        builder.Configuration["AzureWebJobsStorage"] = (await TestContext.Current.GetFixture<AzuriteFixture>())!.NewAccount();
        if (!timers)
        {
            // Those that TickAsync starts wait for New Year: a disabled function might not be started at all.
            builder.Configuration["EveryMinute"] = builder.Configuration["Zoned"] = "0 0 0 1 1 *";
        }

        foreach (var function in Functions<TimerTriggerAttribute>(trigger => !timers && !trigger.Schedule.StartsWith('%')).Concat(Functions<QueueTriggerAttribute>(_ => !queues)))
        {
            builder.Configuration[$"AzureWebJobs.{function}.Disabled"] = "true";
        }

        configure?.Invoke(builder);
        Assert.SkipWhen(builder.Services.Any(service => service.ImplementationInstance is SettableClock), "needs a clock that the test sets; the Functions host takes the machine's");
        var origins = builder.Configuration["Host:CORS"]?.Replace(" ", string.Empty, StringComparison.Ordinal);
        var settings = builder.Configuration.AsEnumerable()
            .Where(setting => setting.Value is not null && !string.Equals(before.GetValueOrDefault(setting.Key), setting.Value, StringComparison.Ordinal))
            .ToDictionary(setting => setting.Key, setting => setting.Value!, StringComparer.Ordinal);
        Assert.SkipWhen(settings.Keys.Any(key => key.StartsWith("Host:", StringComparison.Ordinal) && key is not "Host:CORS"), "needs keys from settings; the Functions host keeps its own");
        var func = FuncProcess.Find();
        Assert.SkipWhen(func is null, $"needs the Azure Functions Core Tools: func on the PATH, or its path in {FuncProcess.PathVariable}");
        var journal = Path.GetTempFileName();
        return new(await FuncProcess.StartAsync(func!, settings, journal, origins), new JournalFile(journal));
    }

    public Task StopAsync()
    {
        Assert.Skip("needs the host to stop in order, which func in another process cannot be asked for");
        return Task.CompletedTask;
    }

    public async Task TickAsync(string function)
    {
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(new Uri($"../admin/functions/{function}", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Nobody tells from outside when the host has nothing left to do; a test that only tidies up needs not know.</summary>
    public Task SettleAsync(TimeSpan? limit = null)
    {
        Assert.SkipWhen(limit is not null, "needs a host that tells what it is busy with");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        _func.Dispose();
        Journal.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<string> Functions<T>(Func<T, bool> isMeant)
        where T : Attribute =>
        from method in typeof(App.HttpFunctions).Assembly.GetTypes().SelectMany(type => type.GetMethods())
        where method.GetParameters().Any(parameter => parameter.GetCustomAttribute<T>() is { } trigger && isMeant(trigger))
        select method.GetCustomAttribute<FunctionAttribute>()!.Name;
}
