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
    public HttpClient Http { get; }

    /// <summary>Durable functions are off by default: a hub needs storage, most tests do not.</summary>
    public static void EnableDurable(IConfiguration settings)
    {
        foreach (var function in new[] { "Greeting", "Greet", "Count", "StartGreeting" })
        {
            settings[$"AzureWebJobs.{function}.Disabled"] = "false";
        }
    }

    /// <summary>What the test app consists of besides its functions.</summary>
    internal static void AddTo(FunctionsApplicationBuilder builder)
    {
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<JournalMiddleware>();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_ => new App.Journal(Environment.GetEnvironmentVariable(App.Journal.FileVariable)));
        builder.Services.AddScoped<ScopedThing>();
    }

    /// <summary>The settings that an app has unless a test says otherwise.</summary>
    private static void AddSettings(FunctionsApplicationBuilder builder) =>
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
