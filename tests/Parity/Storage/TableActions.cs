using Azure;
using Azure.Data.Tables;

namespace AgentSched.Parity.Storage;

/// <summary>The parts of a transaction can be read again, and a row takes the tag that the service gave it.</summary>
[Trait("shows", "originals")]
public sealed class TableActions
{
    [Fact]
    public void An_action_tells_what_it_does_to_which_row_under_which_condition()
    {
        var row = new TableEntity("p", "r") { ["A"] = 1 };
        var action = new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, new ETag("tag"));
        Assert.Equal((TableTransactionActionType.UpdateMerge, new ETag("tag")), (action.ActionType, action.ETag));
        Assert.Equal(("p", "r"), (action.Entity.PartitionKey, action.Entity.RowKey));
        Assert.Same(row, action.Entity);
    }

    [Fact]
    public void A_row_takes_the_tag_that_it_is_given()
    {
        var row = new TableEntity("p", "r") { ETag = new ETag("new") };
        Assert.Equal(new ETag("new"), row.ETag);
    }
}
