namespace AgentSched.Model.Transfer;

/// <summary>One entry of a crontab.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Name">The beginning of its command, with a number if another entry has the same; unique in the file, and the same whenever the file is read.</param>
/// <param name="Cron">The five fields, or a macro.</param>
/// <param name="Zone">The zone of the last <c>CRON_TZ</c> above it. Null: there is none.</param>
/// <param name="EitherDay">Whether day of month or day of week is enough: cron's rule where neither begins with <c>*</c>.</param>
/// <param name="Command">The command; an unescaped <c>%</c> is a line break.</param>
/// <param name="Description">The comments directly above it. Null: there are none.</param>
internal sealed record CrontabEntry(int Line, string Name, string Cron, string? Zone, bool EitherDay, string Command, string? Description);
