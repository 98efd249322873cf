using Microsoft.Extensions.Configuration;

namespace AgentSched.Tests.Infra;

/// <summary>An app with wrong settings does not start, and says all that is wrong at once.</summary>
[Trait("shows", "deploy")]
public sealed class SettingsCheckTests
{
    internal static readonly Dictionary<string, string?> Right = new(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["DispatchCron"] = "0 * * * * *",
        ["SweepCron"] = "30 * * * * *",
    };

    [Fact]
    public void Right_settings_are_fine() => Assert.Empty(Problems([]));

    [Theory]
    [InlineData("AzureWebJobsStorage", null, "no storage account: set AzureWebJobsStorage to a connection string, or AzureWebJobsStorage__accountName")]
    [InlineData("AzureWebJobsStorage:accountName", "agsched", "AzureWebJobsStorage is a connection string, and AzureWebJobsStorage__accountName is set as well")]
    [InlineData("DispatchCron", null, "DispatchCron is missing")]
    [InlineData("SweepCron", "soon", "SweepCron is \"soon\", which is not a cron expression of six fields")]
    [InlineData("SweepCron", "30 * * * *", "SweepCron is \"30 * * * *\", which is not a cron expression of six fields")]
    [InlineData("AgentSched:Shards", "101", "AgentSched:Shards: The field Shards must be between 1 and 100.")]
    [InlineData("AgentSched:Shards", "many", "AgentSched:Shards is \"many\", which is not a whole number")]
    [InlineData("AgentSched:Shard", "8", "AgentSched:Shard is not a setting of this app; did you mean AgentSched:Shards?")]
    [InlineData("AgentSched:Whatever", "8", "AgentSched:Whatever is not a setting of this app")]
    [InlineData("AgentSched:LookAhead", "70", "AgentSched:LookAhead: The field LookAhead must be between 00:00:00 and 00:10:00.")]
    [InlineData("AgentSched:AllowSeconds", "yes", "AgentSched:AllowSeconds is \"yes\", which is not true or false")]
    [InlineData("AgentSched:AdminKey", "secret", "AgentSched:AdminKey is not a key")]
    [InlineData("AgentSched:PublicUrl", "ftp://x", "AgentSched:PublicUrl must be an absolute http or https address")]
    [InlineData("AgentSched:AllowedAgentNetworks", "everything", "AgentSched:AllowedAgentNetworks must be loopback")]
    [InlineData("AgentSched:TimeZoneFolder", "/nowhere", "AgentSched:TimeZoneFolder is \"/nowhere\", which is not a folder of compiled time zone data")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is \"collector:4317\", which is not an http or https address")]
    public void One_wrong_setting_is_named_in_words(string name, string? value, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Problems(new() { [name] = value })), StringComparison.Ordinal);

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var problems = Problems(new()
        {
            ["AzureWebJobsStorage"] = null,
            ["AzureWebJobsStorage:blobServiceUri"] = "https://x.blob.core.windows.net/",
            ["AzureWebJobsStorage:queueServiceUri"] = "queue",
            ["SweepCron"] = null,
            ["AgentSched:Shards"] = "0",
            ["AgentSched:Tenants"] = "7",
            ["AgentSched:RunRetention"] = "00:00:01",
        });
        Assert.Equal(6, problems.Count);
        var error = new SettingsException(problems);
        Assert.StartsWith("AgentSched does not start; 6 settings are wrong:\n- ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ask_", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Problems(Dictionary<string, string?> settings)
    {
        var builder = Microsoft.Azure.Functions.Worker.Builder.FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(Right).AddInMemoryCollection(settings);
        try
        {
            builder.AddAgentSched();
            return [];
        }
        catch (SettingsException e)
        {
            return e.Problems;
        }
    }
}
