using System.Runtime.Serialization;

namespace Cronos;

/// <summary>The text is no cron expression; the message names the field and what it allows.</summary>
[Serializable]
public class CronFormatException : FormatException
{
    public CronFormatException()
        : base("This is no cron expression.")
    {
    }

    public CronFormatException(string message)
        : base(message)
    {
    }

    public CronFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

#pragma warning disable SYSLIB0051 // The original still offers formatter-based serialization.
    protected CronFormatException(SerializationInfo info, StreamingContext context)
        : base(info, context)
    {
    }
#pragma warning restore SYSLIB0051
}
