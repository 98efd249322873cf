using AgentSched.Model.Transfer;

namespace AgentSched.Tests.Model.Transfer;

[Trait("shows", "right-answers")]
public sealed class ForeignFileTests
{
    [Theory] // file, what it looks like; null: nothing that is known
    [InlineData("MAILTO=a@b\n0 9 * * 1 /usr/bin/backup --all\n", "a crontab")]
    [InlineData("@daily backup\n", "a crontab")]
    [InlineData("[Unit]\nDescription=x\n[Timer]\nOnCalendar=daily\n", "a systemd timer")]
    [InlineData("[Unit]\nDescription=x\n[Service]\nExecStart=/bin/true\n", "a systemd unit")]
    [InlineData("apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: \"0 9 * * *\"\n", "a Kubernetes CronJob")]
    [InlineData("""{"apiVersion":"v1","kind":"List","items":[{"kind":"CronJob"}]}""", "a Kubernetes CronJob")]
    [InlineData("name: ci\non:\n  schedule:\n    - cron: '0 9 * * *'\njobs: {}\n", "a GitHub Actions workflow")]
    [InlineData("""{"Schedules":[{"Name":"x","ScheduleExpression":"rate(5 minutes)"}]}""", "an export of Amazon EventBridge")]
    [InlineData("""[{"name":"projects/p/jobs/j","schedule":"0 9 * * *","httpTarget":{"uri":"https://a"}}]""", "an export of Google Cloud Scheduler")]
    [InlineData("<?xml version=\"1.0\"?><job-scheduling-data/>", "Quartz jobs")]
    [InlineData("<?xml version=\"1.0\"?><Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\"></Task>", "a task of the Windows Task Scheduler")]
    [InlineData("<?xml version=\"1.0\"?><plist version=\"1.0\"></plist>", "a launchd property list")]
    [InlineData("<html><body>Sign in</body></html>", "XML or HTML")]
    [InlineData("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "an iCalendar file")]
    [InlineData("""[{"agent_name":"a","cron_expression":"0 9 * * *","timezone":"UTC"}]""", "an export of another scheduler of agents")]
    [InlineData("from airflow import DAG\n", "an Airflow DAG")]
    [InlineData("name,cron,zone,message\nx,0 9 * * *,UTC,hi\n", "a table (CSV)")]
    [InlineData("name,cron\nx,0 9 * * *\n", "a table (CSV)")]
    [InlineData("\"id\",\"schedule\",\"message\"\r\n1,\"0 9 * * *\",hi\r\n", "a table (CSV)")]
    [InlineData("agent;name;cron;2nd zone;message\na;b;c;d;e", "a table (CSV)")]
    [InlineData("name\tcommand\nx\ty\n", "a table (CSV)")]
    [InlineData("resource \"aws_scheduler_schedule\" \"x\" {\n  schedule_expression = \"rate(1 hour)\"\n}\n", "a Terraform file")]
    [InlineData("# jobs\nresource \"google_cloud_scheduler_job\" \"job\" {\n  schedule = \"0 9 * * *\"\n}\n", "a Terraform file")]
    [InlineData("Hello, world\nthis is text\n", null)]
    [InlineData("hello", null)]
    [InlineData("""[{"agent":"alice","name":"x","cron":"0 9 * * *","zone":"UTC","message":"hi"}]""", null)]
    [InlineData("", null)]
    public void A_file_is_named_for_what_it_is(string text, string? what)
    {
        if (what is null)
        {
            Assert.Null(ForeignFile.Recognize(text));
        }
        else
        {
            Assert.StartsWith(what, ForeignFile.Recognize(text), StringComparison.Ordinal);
        }
    }
}
