using System.Reflection;
using System.Text.RegularExpressions;
using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Storage.Account;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Infra;

[Trait("shows", "deploy")]
public sealed class NamesTests
{
    private const string App = "infra/modules/functionapp.bicep", Storage = "infra/modules/storage.bicep", Types = "infra/modules/types.bicep";

    [Fact]
    public void Tables_queues_and_containers_are_those_of_the_code()
    {
        Assert.Empty(Names.StorageNames(Deployment.Real, StorageInCode()));
        Assert.NotEmpty(Names.StorageNames(Deployment.Real.With(Storage, "'runs-poison'", "'runs-poisoned'"), StorageInCode()));
        Assert.NotEmpty(Names.StorageNames(Deployment.Real.With(Storage, "['Scheduler']", "['Scheduler', 'Another']"), StorageInCode()));
        Assert.NotEmpty(Names.StorageNames(Deployment.Real.With(Storage, "'run-logs', ", ""), StorageInCode()));
    }

    [Fact]
    public void Settings_are_what_the_options_bind()
    {
        var bound = BoundSettings();
        Assert.Contains("Shards", bound);
        Assert.Empty(Names.Settings(Deployment.Real, bound));
        Assert.NotEmpty(Names.Settings(Deployment.Real.With(Types, "Shards: int?", "Shard: int?"), bound));
        Assert.NotEmpty(Names.Settings(Deployment.Real.With(App, "AgentSched__AdminKey", "AgentSched__AdministratorKey"), bound));
        Assert.NotEmpty(Names.Settings(Deployment.Real, [.. bound, "ANewOne"]));
    }

    [Fact]
    public void Every_setting_that_a_trigger_names_is_set()
    {
        var named = SettingsOfTriggers();
        Assert.Contains("DispatchCron", named);
        Assert.Empty(Names.TriggerSettings(Deployment.Real, named));
        Assert.NotEmpty(Names.TriggerSettings(Deployment.Real.With(App, "SweepCron:", "SweepingCron:"), named));
    }

    [Fact]
    public void What_stands_in_two_places_is_the_same_in_both()
    {
        Assert.Empty(Names.Twice(Deployment.Real, Agent.MaxTimeout));
        Assert.NotEmpty(Names.Twice(Deployment.Real.With("host.json", "\"functionTimeout\": \"02:10:00\"", "\"functionTimeout\": \"02:00:00\""), Agent.MaxTimeout));
        Assert.NotEmpty(Names.Twice(Deployment.Real.With(App, "'02:10:00'", "'00:30:00'"), Agent.MaxTimeout));
        Assert.NotEmpty(Names.Twice(Deployment.Real.With("infra/modules/keyvault.bicep", "'admin-key'", "'first-key'"), Agent.MaxTimeout));
    }

    [Fact]
    public void Functions_with_a_door_of_their_own_stay_open()
    {
        string[] routes = ["health", "ready", "callbacks/{runId}", "hooks/{token}"];
        Assert.Empty(Names.OpenPaths(Deployment.Real, routes));
        Assert.Subset(Routes(), routes[..3].ToHashSet(StringComparer.Ordinal)); // the last has a token
        Assert.NotEmpty(Names.OpenPaths(Deployment.Real.With(App, "        '/api/callbacks/*'\n", ""), routes));
    }

    private static Dictionary<string, IReadOnlyList<string>> StorageInCode()
    {
        var constants = typeof(StorageClients).GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => field is { IsLiteral: true, FieldType.Name: nameof(String) })
            .ToLookup(field => field.Name, field => (string)field.GetRawConstantValue()!, StringComparer.Ordinal);
        IReadOnlyList<string> Named(string ending) => [.. constants.Where(c => c.Key.EndsWith(ending, StringComparison.Ordinal)).SelectMany(c => c)];
        return new(StringComparer.Ordinal) { ["tables"] = Named("TableName"), ["queues"] = Named("Queue"), ["containers"] = Named("Container") };
    }

    /// <summary>Properties of all options that the app binds to its section: asked of the app as it is put together.</summary>
    internal static IReadOnlyCollection<string> BoundSettings()
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(SettingsCheckTests.Right);
        builder.AddAgentSched();
        return builder.Services
            .Where(service => service.ServiceType.IsGenericType && service.ServiceType.GetGenericTypeDefinition() == typeof(IOptionsChangeTokenSource<>))
            .Select(service => service.ServiceType.GetGenericArguments()[0])
            .Where(options => options.Assembly == typeof(AgentSchedOptions).Assembly)
            .SelectMany(options => options.GetProperties())
            .Select(property => property.Name)
            .ToHashSet(StringComparer.Ordinal);
    }

    private static HashSet<string> SettingsOfTriggers() =>
        (from parameter in TriggerParameters()
         from attribute in parameter.GetCustomAttributes<TimerTriggerAttribute>()
         from Match match in Regex.Matches(attribute.Schedule, "%(?<name>[^%]+)%", RegexOptions.ExplicitCapture)
         select match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> Routes() =>
        TriggerParameters().SelectMany(p => p.GetCustomAttributes<HttpTriggerAttribute>()).Select(a => a.Route!).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<ParameterInfo> TriggerParameters() =>
        typeof(AgentSchedOptions).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(FunctionAttribute))).SelectMany(method => method.GetParameters());
}
