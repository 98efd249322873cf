namespace AgentSched.Tests.Infra;

[Trait("shows", "deploy")]
public sealed class DeliveryTests
{
    private const string Dev = "infra/environments/dev.bicepparam", Prod = "infra/environments/prod.bicepparam", Azd = "infra/main.parameters.json";
    private const string Guide = "docs/deploy.md", Flow = ".github/workflows/deploy.yml", Main = "infra/main.bicep";

    private static readonly int Shards = new AgentSchedOptions().Shards;

    private static readonly Dictionary<string, Func<Deployment, IEnumerable<string>>> Checks = new(StringComparer.Ordinal)
    {
        ["parameters"] = Delivery.Parameters,
        ["azd"] = Delivery.Azure,
        ["workflow"] = Delivery.Workflow,
        ["pages"] = Delivery.Pages,
        ["costs"] = deployment => Costs.Complaints(deployment, Shards),
    };

    public static TheoryData<string> Names => [.. Checks.Keys];

    public static TheoryData<string, string, string, string> Faults => new()
    {
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
        { "costs", Guide, "**174.84**", "**174.00**" },
        { "costs", Guide, "2.7648", "2.0" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_fits_together(string check) => Assert.Empty(Checks[check](Deployment.Real));

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_found(string check, string file, string old, string @new) => Assert.NotEmpty(Checks[check](Deployment.Real.With(file, old, @new)));

    [Fact]
    public void A_parameter_that_becomes_required_is_missed_everywhere() =>
        Assert.Equal(3, Delivery.Parameters(Deployment.Real.With(Main, "param instanceMemoryMB int = 2048", "param instanceMemoryMB int")).Count());
}
