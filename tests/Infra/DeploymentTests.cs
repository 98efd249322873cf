using AgentSched.Base;

namespace AgentSched.Tests.Infra;

/// <summary>Each check finds nothing in the deployment as it is, and finds each fault that is planted in it.</summary>
[Trait("shows", "deploy")]
public sealed class DeploymentTests
{
    private const string App = "infra/modules/functionapp.bicep", Main = "infra/main.bicep", Roles = "infra/modules/roles.bicep", Storage = "infra/modules/storage.bicep";
    private const string Dev = "infra/environments/dev.bicepparam", Prod = "infra/environments/prod.bicepparam", Azd = "infra/main.parameters.json";
    private const string Guide = "docs/deploy.md", Runbook = "docs/operate.md", Flow = ".github/workflows/deploy.yml";
    private const string Alerts = "infra/alerts.json", Workbook = "infra/workbook.json";

    private static readonly Dictionary<string, Func<Deployment, IEnumerable<string>>> Checks = new(Policies.All, StringComparer.Ordinal)
    {
        ["parameters"] = Delivery.Parameters,
        ["azd"] = Delivery.Azure,
        ["workflow"] = Delivery.Workflow,
        ["pages"] = Delivery.Pages,
        ["costs"] = deployment => Costs.Complaints(deployment, new AgentSchedOptions().Shards),
        ["alerts"] = Watching.Alerts, // every alert is complete and has its runbook entry
        ["workbook"] = Watching.Workbook, // it answers what an operator asks
        ["queries"] = Queries.Unknown, // they name only what the app sends
    };

    public static TheoryData<string> Names => [.. Checks.Keys];

    /// <summary>A check, where a fault is planted, what stands there, and the fault.</summary>
    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "storage keys are off", Storage, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true" },
        { "storage keys are off", Storage, "    allowSharedKeyAccess: false\n", "" },
        { "storage keys are off", Storage, "    allowSharedKeyAccess: false\n", "    // allowSharedKeyAccess: false\n" },
        { "blobs are not public", Storage, "allowBlobPublicAccess: false", "allowBlobPublicAccess: true" },
        { "blobs are not public", Storage, "publicAccess: 'None'", "publicAccess: 'Blob'" },
        { "https only", App, "httpsOnly: true", "httpsOnly: false" },
        { "https only", Storage, "supportsHttpsTrafficOnly: true", "supportsHttpsTrafficOnly: false" },
        { "TLS 1.2 at least", Storage, "'TLS1_2'", "'TLS1_0'" },
        { "TLS 1.2 at least", App, "minTlsVersion: '1.2'", "minTlsVersion: '1.0'" },
        { "telemetry by identity only", "infra/modules/monitoring.bicep", "DisableLocalAuth: true", "DisableLocalAuth: false" },
        { "telemetry by identity only", "infra/modules/monitoring.bicep", "disableLocalAuth: true", "disableLocalAuth: false" },
        { "secrets by role only", "infra/modules/keyvault.bicep", "enableRbacAuthorization: true", "enableRbacAuthorization: false" },
        { "nobody publishes with a password", App, "allow: false", "allow: true" },
        { "the plan is Flex Consumption", App, "tier: 'FlexConsumption'", "tier: 'Dynamic'" },
        { "the plan is Flex Consumption", App, "version: '10.0'", "version: '8.0'" },
        { "roles are complete and in one file", Roles, "    scope: storage\n", "" },
        { "roles are complete and in one file", Roles, "      principalType: 'ServicePrincipal'\n", "" },
        { "roles are complete and in one file", Roles, "guid(vault.id, identity.id, roles['Key Vault Secrets User'])", "guid(resourceGroup().id, 'vault')" },
        { "roles are complete and in one file", Roles, "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa4" },
        { "roles are complete and in one file", Storage, "resource queueService", "resource right 'Microsoft.Authorization/roleAssignments@2022-04-01' = {\n  name: guid('a')\n}\n\nresource queueService" },
        { "no secret in outputs", Main, "output AZURE_LOCATION", "output TELEMETRY string = monitoring.outputs.connectionString\noutput AZURE_LOCATION" },
        { "no secret in outputs", Main, "output AZURE_LOCATION", "output ADMIN string = 'key=${adminKey}'\noutput AZURE_LOCATION" },
        { "no secret in outputs", Storage, "output id", "output keys string = account.listKeys().keys[0].value\noutput id" },
        { "no setting that Flex Consumption refuses", App, "DispatchCron:", "FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'\n  DispatchCron:" },
        { "no setting that Flex Consumption refuses", App, "DispatchCron:", "WEBSITE_RUN_FROM_PACKAGE: '1'\n  DispatchCron:" },
        { "names stay the same", Main, "uniqueString(subscription().id, environmentName, location)", "uniqueString(newGuid())" },
        { "plain resources, no registry", Main, "'modules/identity.bicep'", "'br/public:avm/res/managed-identity/user-assigned-identity:0.4.1'" },
        { "parameters say what they want", Main, "@description('Required. Azure region", "@description('Azure region" },
        { "parameters say what they want", Main, "@description('Optional. Tags of every resource.')\n", "" },
        { "secure parameters hold no value", Main, "param adminKey string = ''", "param adminKey string = 'ask_admin_1'" },
        { "parameters", Dev, "param environmentName = 'dev'\n", "" },
        { "parameters", Dev, "param logDailyCapGb", "param logCap" },
        { "parameters", Dev, "Shards: 4", "Shard: 4" },
        { "parameters", Prod, "'../main.bicep'", "'../other.bicep'" },
        { "parameters", Prod, "readEnvironmentVariable('AGENTSCHED_ADMIN_KEY', '')", "'ask_admin_1'" },
        { "parameters", Azd, "\"location\"", "\"region\"" },
        { "parameters", Azd, "${AGENTSCHED_ADMIN_KEY}", "ask_admin_1" },
        { "azd", "azure.yaml", "  api:", "  web:" },
        { "azd", "azure.yaml", "module: main", "module: other" },
        { "azd", "azure.yaml", "./functions", "./docs" },
        { "workflow", Flow, "id-token: write", "id-token: none" },
        { "workflow", Flow, "client-id: ${{ vars.AZURE_CLIENT_ID }}", "creds: ${{ vars.AZURE_CLIENT_ID }}" },
        { "workflow", Flow, "az deployment sub what-if", "az deployment sub create" },
        { "workflow", Flow, "github.ref == 'refs/heads/main'", "github.ref != ''" },
        { "workflow", Flow, "functions -c Release", "functions" },
        { "workflow", Flow, "vars.AZURE_TENANT_ID", "secrets.AZURE_TENANT_ID" },
        { "workflow", Flow, ".AGENTSCHED_URL.value", ".AGENTSCHED_ADDRESS.value" },
        { "pages", Guide, "AGENTSCHED_ALERT_EMAIL", "AGENTSCHED_EMAIL" },
        { "pages", Guide, "param privateNetwork =", "param network =" },
        { "pages", Guide, "`infra/main.bicep`", "`infra/start.bicep`" },
        { "pages", "docs/operate.md", "AGENTSCHED_WORKBOOK_ID", "the address" },
        { "costs", Guide, "| 4.49 |", "| 4.50 |" },
        { "costs", Guide, "**217.77**", "**217.00**" },
        { "costs", Guide, "2.7648", "2.0" },
        { "alerts", Alerts, "\"id\": \"A04\"", "\"id\": \"A03\"" },
        { "alerts", Alerts, "\"severity\": 1", "\"severity\": 5" },
        { "alerts", Alerts, "\"window\": \"PT15M\"", "\"window\": \"PT1M\"" },
        { "alerts", Alerts, "\"measure\": \"P99Ms\"", "\"measure\": \"P98Ms\"" },
        { "alerts", Alerts, "\"aggregation\": \"Maximum\"", "\"aggregation\": \"Count\"" },
        { "alerts", Alerts, "\"name\": \"Agent\"", "\"name\": \"Agents\"" },
        { "alerts", Alerts, "\"meaning\":", "\"means\":" },
        { "alerts", Alerts, "docs/operate.md#a01", "docs/operate.md#a02" },
        { "alerts", Runbook, "### A05\n", "### A55\n" },
        { "alerts", Runbook, "**Do**", "**Then**" },
        { "workbook", Workbook, "\"subTarget\": \"poison\"", "\"subTarget\": \"poisons\"" },
        { "workbook", Workbook, "\"name\": \"lateness\"", "\"name\": \"delays\"" },
        { "workbook", Workbook, "\"exportParameterName\": \"RunId\"", "\"exportParameterName\": \"Run\"" },
        { "workbook", Workbook, "'*' in ({Owner})", "'*' in ({Owners})" },
        { "workbook", "infra/modules/workbook.bicep", "'{WORKSPACE_ID}'", "'{WORKSPACE}'" },
        { "queries", Alerts, "'TickCompleted'", "'TickDone'" },
        { "queries", Alerts, "'agentsched.due.oldest_age'", "'agentsched.due.oldest_age_s'" },
        { "queries", Alerts, "tostring(Properties.owner)", "tostring(Properties.user)" },
        { "queries", Alerts, "todouble(coalesce(tostring(Measurements.costUsd), tostring(Properties.costUsd)))", "todouble(Measurements.costUsd)" },
        { "queries", Alerts, "'timedOut'", "'TimedOut'" },
        { "queries", Workbook, "'RunRejected'", "'RunRefused'" },
        { "queries", Workbook, "'agentsched.agent.limit'", "'agentsched.agent.max'" },
        { "queries", Workbook, "Properties.scheduleId", "Properties.jobId" },
        { "queries", Workbook, "Measurements.dequeueCount", "Measurements.tries" },
        { "queries", Workbook, "Status in ('failed', 'timedOut')", "Status in ('Failed', 'timedOut')" },
        { "queries", Workbook, "Properties.outcome) != 'ok'", "Properties.outcome) != 'Ok'" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void The_deployment_keeps_it(string check) => Assert.Empty(Checks[check](Deployment.Real));

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_found(string check, string file, string old, string @new) => Assert.NotEmpty(Checks[check](Deployment.Real.With(file, old, @new)));

    [Fact]
    public void Each_check_has_a_planted_fault() => Assert.Equal(Checks.Keys.Order(), Faults.Select(row => row.Data.Item1).Distinct().Order());

    [Fact]
    public void A_parameter_that_becomes_required_is_missed_everywhere() =>
        Assert.Equal(3, Delivery.Parameters(Deployment.Real.With(Main, "param instanceMemoryMB int = 2048", "param instanceMemoryMB int")).Count());

    [Fact]
    public void There_are_queries_to_look_at() => Assert.True(Queries.All(Deployment.Real).Count() > 40);
}
