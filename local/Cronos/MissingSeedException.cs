using System.Runtime.Serialization;

namespace Cronos;

/// <summary>The expression holds an <c>H</c>, which needs a jitter seed, and none was given.</summary>
[Serializable]
public class MissingSeedException : Exception
{
    public MissingSeedException()
        : base("An expression with H needs a jitter seed.")
    {
    }

    public MissingSeedException(string message)
        : base(message)
    {
    }

    public MissingSeedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

#pragma warning disable SYSLIB0051 // The original still offers formatter-based serialization.
    protected MissingSeedException(SerializationInfo info, StreamingContext context)
        : base(info, context)
    {
    }
#pragma warning restore SYSLIB0051
}
