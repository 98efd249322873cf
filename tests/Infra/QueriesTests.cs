namespace AgentSched.Tests.Infra;

[Trait("shows", "deploy")]
public sealed class QueriesTests
{
    private const string Workbook = "infra/workbook.json", Alerts = "infra/alerts.json";

    public static TheoryData<string, string, string> Faults => new()
    {
        { Alerts, "'TickCompleted'", "'TickDone'" },
        { Alerts, "'agentsched.due.oldest_age'", "'agentsched.due.oldest_age_s'" },
        { Alerts, "tostring(Properties.owner)", "tostring(Properties.user)" },
        { Alerts, "todouble(coalesce(tostring(Measurements.costUsd), tostring(Properties.costUsd)))", "todouble(Measurements.costUsd)" },
        { Alerts, "'timedOut'", "'TimedOut'" },
        { Workbook, "'RunRejected'", "'RunRefused'" },
        { Workbook, "'agentsched.agent.limit'", "'agentsched.agent.max'" },
        { Workbook, "Properties.scheduleId", "Properties.jobId" },
        { Workbook, "Measurements.dequeueCount", "Measurements.tries" },
        { Workbook, "Status in ('failed', 'timedOut')", "Status in ('Failed', 'timedOut')" },
        { Workbook, "Properties.outcome) != 'ok'", "Properties.outcome) != 'Ok'" },
    };

    [Fact]
    public void Every_query_names_only_what_the_app_sends()
    {
        Assert.True(Queries.All(Deployment.Real).Count() > 40);
        Assert.Empty(Queries.Unknown(Deployment.Real));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_name_that_nothing_sends_is_found(string file, string old, string @new) =>
        Assert.NotEmpty(Queries.Unknown(Deployment.Real.With(file, old, @new)));
}
