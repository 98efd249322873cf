using AgentSched.Model.Transfer;

namespace AgentSched.Tests.Model.Transfer;

[Trait("shows", "right-answers")]
public sealed class CrontabTests
{
    [Theory] // line, cron, either day is enough, command
    [InlineData("0 9 * * 1-5 check the news", "0 9 * * 1-5", false, "check the news")]
    [InlineData("  30\t6  1,15 * *   write  the report", "30 6 1,15 * *", false, "write  the report")]
    [InlineData("0 12 13 * fri mind the black cat", "0 12 13 * fri", true, "mind the black cat")] // cron's or
    [InlineData("0 0 */2 * 1 x", "0 0 */2 * 1", false, "x")] // cron takes */2 for *
    [InlineData("0 0 1 * */2 x", "0 0 1 * */2", false, "x")]
    [InlineData("@daily summarise %the day% at 100\\%", "@daily", false, "summarise \nthe day\n at 100%")]
    [InlineData("*/5 * * JAN-MAR sun A=b make", "*/5 * * JAN-MAR sun", false, "A=b make")]
    public void An_entry_is_fields_and_a_command(string line, string cron, bool either, string command)
    {
        var entry = Assert.Single(Crontab.Parse(line).Entries);
        Assert.Equal((1, cron, either, command, null), (entry.Line, entry.Cron, entry.EitherDay, entry.Command, entry.Zone));
        Assert.True(Crontab.IsEntry(line));
    }

    [Theory] // line, what is said about it
    [InlineData("@reboot start the engines", "has no time")]
    [InlineData("@noon eat", "not a macro")]
    [InlineData("@daily", "has no command")]
    [InlineData("0 9 * * 1", "has no command")]
    [InlineData("0 0 9 * * 1 x", "six fields of time")]
    [InlineData("0 30 9 * * * x", "six fields of time")]
    [InlineData("17 * * * * root run-parts /etc/cron.hourly", "user root")]
    [InlineData("every day at nine", "is not an entry")]
    [InlineData("CRON_TZ=Asia/Tokyo 0 9 * * * x", "line of its own")]
    public void What_is_no_entry_is_refused_by_its_line(string line, string said)
    {
        var crontab = Crontab.Parse($"# a comment\n{line}\n");
        Assert.Empty(crontab.Entries);
        var error = Assert.Single(crontab.Errors);
        Assert.Equal(2, error.Line);
        Assert.Contains(said, error.Text, StringComparison.Ordinal);
    }

    [Theory] // variable, what is said about it
    [InlineData("MAILTO=ops@example.org", "no mail is sent")]
    [InlineData("MAILTO = \"\"", "no mail is sent")]
    [InlineData("TZ=Europe/Berlin", "CRON_TZ does")]
    [InlineData("PATH=/usr/bin:/bin", "no environment")]
    [InlineData("'SHELL' = '/bin/sh'", "no environment")]
    [InlineData("RANDOM_DELAY=10", "jitter")]
    [InlineData("#0 5 * * * the old one", "commented out")]
    public void What_has_no_effect_is_said(string line, string said)
    {
        var crontab = Crontab.Parse(line);
        Assert.Equal((0, 0), (crontab.Entries.Count, crontab.Errors.Count));
        Assert.Contains(said, Assert.Single(crontab.Notes).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_read_line_by_line_zones_apply_from_their_line_on_and_comments_describe_what_follows()
    {
        var crontab = Crontab.Parse(
            "\uFEFF# about the file\r\n\r\n0 1 * * * one\r\nCRON_TZ = \"Europe/Berlin\"\r\n# the second\r\n# of three\r\n0 2 * * * two\r\n0 3 * * * two\r\nCRON_TZ=\r\n0 4 * * * Two");
        Assert.Equal(
            ["3 one  ", "7 two Europe/Berlin the second|of three", "8 two (2) Europe/Berlin ", "10 Two (3)  "],
            crontab.Entries.Select(e => $"{e.Line} {e.Name} {e.Zone} {e.Description?.Replace('\n', '|')}"));
    }

    [Fact]
    public void A_long_command_has_its_beginning_as_name()
    {
        var entries = Crontab.Parse($"0 1 * * * {new string('x', 200)}\n0 2 * * * {new string('x', 200)}").Entries;
        Assert.Equal([new string('x', 100), new string('x', 96) + " (2)"], entries.Select(e => e.Name));
    }
}
