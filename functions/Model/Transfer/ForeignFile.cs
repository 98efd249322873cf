using System.Text.RegularExpressions;

namespace AgentSched.Model.Transfer;

/// <summary>Recognizes files of other schedulers, so that a refused import says what the file is and what the nearest way is.</summary>
internal static class ForeignFile
{
    private const string ByHand = "write each entry as a schedule (agent, name, cron, zone, message)";

    /// <summary>Files by a mark that each has and ours have not, the more specific first.</summary>
    private static readonly (Regex Mark, string What)[] Kinds =
    [
        (Pattern(@"<job-scheduling-data"), $"Quartz jobs in XML: {ByHand}; cron-expression is cron, seconds first, where weekdays count from 1 = Sunday"),
        (Pattern(@"<Task[ >][\s\S]*?(windows/2004/02/mit/task|<Triggers)"), $"a task of the Windows Task Scheduler: {ByHand}"),
        (Pattern(@"<plist"), $"a launchd property list: {ByHand}; StartCalendarInterval is cron, StartInterval is every"),
        (Pattern(@"\A\s*<"), $"XML or HTML: {ByHand}"),
        (Pattern(@"^BEGIN:VCALENDAR"), $"an iCalendar file: {ByHand}"),
        (Pattern(@"^\s*OnCalendar\s*=|^\[Timer\]"), $"a systemd timer: {ByHand}; OnCalendar=Mon *-*-* 09:00 is cron \"0 9 * * mon\", OnUnitActiveSec=1h is every \"PT1H\""),
        (Pattern(@"^\[(Unit|Service)\]"), $"a systemd unit: {ByHand}"),
        (Pattern(@"\bkind""?\s*:\s*""?CronJob\b"), $"a Kubernetes CronJob: {ByHand}; spec.schedule is cron, spec.timeZone is zone, suspend: true is enabled: false"),
        (Pattern(@"^""?on""?\s*:[\s\S]*^\s*-\s*""?cron""?\s*:"), $"a GitHub Actions workflow: {ByHand}; on.schedule[].cron is cron, in zone UTC unless timezone names another"),
        (Pattern(@"^\s*resource\s+""\w+""\s+""[\w-]+""\s*\{"), $"a Terraform file: {ByHand}; schedule_expression, schedule and cron are cron or every"),
        (Pattern(@"\bScheduleExpression\b"), $"an export of Amazon EventBridge: {ByHand}; cron(0 9 ? * MON-FRI *) is cron \"0 9 * * mon-fri\", rate(5 minutes) is every \"PT5M\""),
        (Pattern(@"\b(httpTarget|pubsubTarget|appEngineHttpTarget)\b"), $"an export of Google Cloud Scheduler: {ByHand}; schedule is cron, timeZone is zone"),
        (Pattern(@"""recurrence""\s*:|""frequency""\s*:\s*""(Minute|Hour|Day|Week|Month)"""), $"a recurrence of Azure Logic Apps: {ByHand}; frequency and interval are every or cron"),
        (Pattern(@"\bfrom airflow\b|\bDAG\(|\bschedule_interval\b"), $"an Airflow DAG: {ByHand}; schedule is cron"),
        (Pattern(@"""?(structuredCalendar|cronString|cron_string)""?\s*:"), $"a Temporal schedule: {ByHand}"),
        (Pattern(@"\bbeat_schedule\b|\bcrontab\("), $"a Celery beat schedule: {ByHand}"),
        (Pattern(@"\btriggers\s*\{[\s\S]*\bcron\("), $"a Jenkins pipeline: {ByHand}"),
        (Pattern(@"""?TimeZoneId""?\s*:"), $"an export of Hangfire: {ByHand}; Cron is cron, TimeZoneId is zone"),
        (Pattern(@"""?cron_expression""?\s*:"), "an export of another scheduler of agents: cron_expression is cron, timezone is zone, agent_name is agent; rename these fields and leave the others out"),
        (Pattern(@"\A(?=[^\n]*\b(?i:name|cron|schedule|expression|message|command|agent|zone|timezone)\b)""?[A-Za-z_][\w .-]*""?([,;\t|])""?[A-Za-z_][\w .-]*""?(\1""?[\w .-]*""?)*[ \t]*(\r?\n|\z)"), $"a table (CSV): {ByHand}"),
    ];

    /// <summary>What a file seems to be and the nearest way to import it, as the end of the sentence "it looks like …". Null: it is none that is known here.</summary>
    public static string? Recognize(string text) =>
        Array.Find(Kinds, kind => kind.Mark.IsMatch(text)).What
        ?? (text.Split('\n').Any(Crontab.IsEntry) ? "a crontab: send it with ?format=crontab&agent=NAME" : null);

    private static Regex Pattern(string pattern) =>
        new(pattern, RegexOptions.CultureInvariant | RegexOptions.Multiline, TimeSpan.FromSeconds(1));
}
