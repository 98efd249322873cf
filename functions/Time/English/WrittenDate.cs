namespace AgentSched.Time.English;

/// <summary>A date as it was written. Year is null for <c>24 December</c>.</summary>
internal readonly record struct WrittenDate(int? Year, int Month, int Day, string Words)
{
    public DateOnly? Exact => Year is { } y ? new DateOnly(y, Month, Day) : null;
}
