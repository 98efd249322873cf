using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parity.Worker.App;

namespace Parity.Worker;

/// <summary>The test app, running; a client for its HTTP functions and the record of what its functions did.</summary>
internal sealed partial class RunningApp : IAsyncDisposable
{
    private readonly IHost _host;

    private RunningApp(IHost host, Uri address)
    {
        _host = host;
        Http = new HttpClient { BaseAddress = new Uri(address, "api/") };
    }

    public HttpClient Http { get; }

    public Journal Journal => _host.Services.GetRequiredService<Journal>();

    public Task StopAsync(CancellationToken cancel = default) => _host.StopAsync(cancel);

    /// <summary>Durable functions are off by default: a hub needs storage, most tests do not.</summary>
    public static void EnableDurable(IConfiguration settings)
    {
        foreach (var function in new[] { "Greeting", "Greet", "Count", "StartGreeting" })
        {
            settings[$"AzureWebJobs.{function}.Disabled"] = "false";
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>What the test app's Program.cs would hold.</summary>
    private static void AddTo(FunctionsApplicationBuilder builder)
    {
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<JournalMiddleware>();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Journal>();
        builder.Services.AddScoped<ScopedThing>();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["EveryMinute"] = "0 * * * * *",
            ["Zoned"] = "0 0 4 * * *",
            ["BinaryQueue"] = "binary",
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["AzureWebJobs.Greeting.Disabled"] = "true",
            ["AzureWebJobs.Greet.Disabled"] = "1",
            ["AzureWebJobs.Count.Disabled"] = "1",
            ["AzureWebJobs.StartGreeting.Disabled"] = "1",
            ["AzureFunctionsJobHost:extensions:queues:maxDequeueCount"] = "3",
        });
    }
}
