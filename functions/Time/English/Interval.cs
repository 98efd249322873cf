namespace AgentSched.Time.English;

/// <summary><c>every 4 hours</c>. A quarter is three months, a year twelve.</summary>
internal readonly record struct Interval(int Count, Unit Unit);
