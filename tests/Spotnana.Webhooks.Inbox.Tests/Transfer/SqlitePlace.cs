using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Inbox.Tests.Sqlite;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Transfer;

internal sealed class SqlitePlace : InboxPlace
{
    private readonly InboxFolder _folder = new();

    public override IInbox Create(TimeProvider time) =>
        new SqliteInbox(new SqliteInboxOptions { Path = _folder.File }, time, NullLogger<SqliteInbox>.Instance);

    public override Task RemoveAsync()
    {
        _folder.Delete();
        return Task.CompletedTask;
    }
}
