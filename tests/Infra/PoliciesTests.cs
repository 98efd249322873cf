namespace AgentSched.Tests.Infra;

[Trait("shows", "deploy")]
public sealed class PoliciesTests
{
    private const string App = "infra/modules/functionapp.bicep", Main = "infra/main.bicep", Roles = "infra/modules/roles.bicep", Storage = "infra/modules/storage.bicep";

    public static TheoryData<string> Names => [.. Policies.All.Keys];

    /// <summary>A policy, where a fault is planted, what stands there, and the fault.</summary>
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
        { "roles are complete and in one file", Roles, "guid(vault.id, appPrincipalId, roles['Key Vault Secrets User'])", "guid(resourceGroup().id, 'vault')" },
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
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void The_deployment_keeps_it(string policy) => Assert.Empty(Policies.All[policy](Deployment.Real));

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_found(string policy, string file, string old, string @new) =>
        Assert.NotEmpty(Policies.All[policy](Deployment.Real.With(file, old, @new)));

    [Fact]
    public void Each_policy_has_a_planted_fault() =>
        Assert.Equal(Policies.All.Keys.Order(), Faults.Select(row => row.Data.Item1).Distinct().Order());
}
