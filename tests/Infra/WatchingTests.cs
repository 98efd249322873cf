namespace AgentSched.Tests.Infra;

[Trait("shows", "deploy")]
public sealed class WatchingTests
{
    private const string Alerts = "infra/alerts.json", Runbook = "docs/operate.md", Page = "infra/workbook.json";

    public static TheoryData<string, string, string> AlertFaults => new()
    {
        { Alerts, "\"id\": \"A04\"", "\"id\": \"A03\"" },
        { Alerts, "\"severity\": 1", "\"severity\": 5" },
        { Alerts, "\"window\": \"PT15M\"", "\"window\": \"PT1M\"" },
        { Alerts, "\"measure\": \"P99Ms\"", "\"measure\": \"P98Ms\"" },
        { Alerts, "\"aggregation\": \"Maximum\"", "\"aggregation\": \"Count\"" },
        { Alerts, "\"name\": \"Agent\"", "\"name\": \"Agents\"" },
        { Alerts, "\"meaning\":", "\"means\":" },
        { Alerts, "docs/operate.md#a01", "docs/operate.md#a02" },
        { Runbook, "### A05\n", "### A55\n" },
        { Runbook, "**Do**", "**Then**" },
    };

    public static TheoryData<string, string, string> WorkbookFaults => new()
    {
        { Page, "\"subTarget\": \"poison\"", "\"subTarget\": \"poisons\"" },
        { Page, "\"name\": \"lateness\"", "\"name\": \"delays\"" },
        { Page, "\"exportParameterName\": \"RunId\"", "\"exportParameterName\": \"Run\"" },
        { Page, "'*' in ({Owner})", "'*' in ({Owners})" },
        { "infra/modules/workbook.bicep", "'{WORKSPACE_ID}'", "'{WORKSPACE}'" },
    };

    [Fact]
    public void Every_alert_is_complete_and_has_its_runbook_entry() => Assert.Empty(Watching.Alerts(Deployment.Real));

    [Fact]
    public void The_workbook_answers_what_an_operator_asks() => Assert.Empty(Watching.Workbook(Deployment.Real));

    [Theory]
    [MemberData(nameof(AlertFaults))]
    public void A_fault_in_an_alert_is_found(string file, string old, string @new) => Assert.NotEmpty(Watching.Alerts(Deployment.Real.With(file, old, @new)));

    [Theory]
    [MemberData(nameof(WorkbookFaults))]
    public void A_fault_in_the_workbook_is_found(string file, string old, string @new) => Assert.NotEmpty(Watching.Workbook(Deployment.Real.With(file, old, @new)));
}
