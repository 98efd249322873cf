namespace Microsoft.DurableTask;

/// <summary>What is kept of an exception that ended an activity or an orchestration; the exception itself never crosses.</summary>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    private Type? _exceptionType;

    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        // A failed step's exception carries its cause as details, not as an inner exception.
        var inner = exception is TaskFailedException { InnerException: null } failed
            ? failed.FailureDetails
            : exception.InnerException is { } cause ? FromException(cause) : null;
        return new(exception.GetType().FullName ?? "(unknown)", exception.Message, exception.StackTrace, inner, null);
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    /// <summary>True when the failed type is <paramref name="targetBaseExceptionType"/> or derives from it. Looks at this level only.</summary>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (string.Equals(ErrorType, targetBaseExceptionType.FullName, StringComparison.Ordinal))
        {
            return true;
        }

        _exceptionType ??= Resolve(ErrorType);
        return _exceptionType is not null && targetBaseExceptionType.IsAssignableFrom(_exceptionType);
    }

    private static Type? Resolve(string name) =>
        Type.GetType(name, throwOnError: false)
        ?? AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(name, throwOnError: false)).FirstOrDefault(t => t is not null);
}
