namespace Microsoft.Azure.Functions.Worker;

public static class FunctionContextBindingFeatureExtensions
{
    public static InvocationResult GetInvocationResult(this FunctionContext context) => new OutcomeResult(Outcome(context));

    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        var outcome = Outcome(context);
        if (outcome.Result is not null and not T)
        {
            throw new InvalidOperationException(
                $"The result of {context.FunctionDefinition.Name} is a {outcome.Result.GetType()}, not a {typeof(T)}.");
        }

        return new OutcomeResult<T>(outcome);
    }

    public static IEnumerable<OutputBindingData<T>> GetOutputBindings<T>(this FunctionContext context)
    {
        foreach (var entry in Outcome(context).Outputs)
        {
            if (entry.Value is null or T)
            {
                yield return new OutcomeOutput<T>(entry);
            }
        }
    }

    private static InvocationOutcome Outcome(FunctionContext context) =>
        context.Features.Get<InvocationOutcome>()
        ?? throw new InvalidOperationException("This context belongs to no running invocation.");
}
