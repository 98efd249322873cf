using Cronos;

namespace AgentSched.Parity.Cronos;

[Trait("shows", "originals")]
public sealed class AllocationTests
{
    public AllocationTests() => StandIn.Only("the original promises no such thing");

    [Theory]
    [InlineData("*/5 9-17 * * MON-FRI")]
    [InlineData("0 0 29 2 SUN")]
    [InlineData("0 0 L-2W * *")]
    [InlineData("0 0 30 2 *")]
    public void A_step_allocates_nothing(string text)
    {
        var expression = CronExpression.Parse(text);
        var (from, zone) = (When.Utc("2026-03-02"), When.Zone("America/New_York"));
        Step(expression, from, zone);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 100; count++)
        {
            Step(expression, from, zone);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
    }

    private static void Step(CronExpression expression, DateTime from, TimeZoneInfo zone)
    {
        expression.GetNextOccurrence(from);
        expression.GetPreviousOccurrence(from);
        expression.GetNextOccurrence(from, zone);
        expression.GetPreviousOccurrence(from, zone);
    }
}
