namespace AgentSched.Time.English;

/// <summary>A time of day as it was written.</summary>
/// <param name="Hour">0 to 23.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="Second">0 to 59.</param>
/// <param name="IsOpen">Hour 1 to 12 without am or pm: a word such as evening decides; without one, the 24-hour clock applies.</param>
/// <param name="Words">The original words.</param>
internal readonly record struct ClockTime(int Hour, int Minute, int Second, bool IsOpen, string Words)
{
    public bool IsMidnight => Words.Equals("midnight", StringComparison.OrdinalIgnoreCase);
}
