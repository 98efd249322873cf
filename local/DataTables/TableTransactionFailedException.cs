using System.Globalization;

namespace Azure.Data.Tables;

/// <summary>A transaction was refused as a whole because of one of its actions. Nothing of it was written.</summary>
public class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(requestFailedException.Status, requestFailedException.Message, requestFailedException.ErrorCode, requestFailedException.InnerException)
    {
        FailedTransactionActionIndex = IndexIn(requestFailedException.Message);
    }

    public int? FailedTransactionActionIndex { get; }

    // The service puts the action's index before its message: "1:The specified entity already exists."
    private static int? IndexIn(string message)
    {
        var colon = message.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}
