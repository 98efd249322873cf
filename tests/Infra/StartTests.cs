using AgentSched.Storage.Account;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Infra;

/// <summary>The app, put together with the settings that infra/ gives it and no others.</summary>
[Trait("shows", "deploy")]
public sealed class StartTests
{
    private const string App = "infra/modules/functionapp.bicep";

    /// <summary>What the expressions of the settings come to.</summary>
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["storage.blob"] = "https://agsched.blob.core.windows.net/",
        ["storage.queue"] = "https://agsched.queue.core.windows.net/",
        ["storage.table"] = "https://agsched.table.core.windows.net/",
        ["insightsConnectionString"] = "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://eastus.in.applicationinsights.azure.com/",
        ["identityClientId"] = "11111111-1111-1111-1111-111111111111",
        ["longestFunction"] = "02:10:00",
    };

    [Fact]
    public void The_settings_of_infra_are_enough_to_start()
    {
        using var app = Build(Deployment.Real).BuildServiceProvider();
        Assert.Equal("https://agsched.table.core.windows.net/", new Uri(app.GetRequiredService<StorageClients>().Table.Uri, "/").AbsoluteUri);
    }

    [Theory]
    [InlineData("  AzureWebJobsStorage__queueServiceUri: storage.queue\n")]
    [InlineData("  AzureWebJobsStorage__tableServiceUri: storage.table\n")]
    public void Without_one_of_them_the_app_says_which(string line)
    {
        var error = Assert.Throws<SettingsException>(() => Build(Deployment.Real.With(App, line, "")));
        Assert.Contains(line.Split(':')[0].Trim(), error.Message, StringComparison.Ordinal);
    }

    private static IServiceCollection Build(Deployment deployment)
    {
        var settings = BicepText.Properties(BicepText.Block(deployment.BicepOf(App), "var hostSettings ="))
            .ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => Value(s.Value), StringComparer.Ordinal);
        settings["AgentSched:AdminKey"] = $"ask_admin_{new string('a', 48)}"; // what the reference to the vault comes to
        settings["WEBSITE_HOSTNAME"] = "func-agentsched.azurewebsites.net"; // the platform sets it
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddAgentSched();
        builder.Services.AddSingleton<IConfiguration>(builder.Configuration);
        return builder.Services;
    }

    private static string? Value(string expression) =>
        Values.TryGetValue(expression, out var value) ? value
        : expression.StartsWith('\'') ? expression.Trim('\'').Replace("${identityClientId}", Values["identityClientId"], StringComparison.Ordinal)
        : throw new InvalidOperationException($"{expression} has no value here");
}
