using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>Adds the SQLite engine.</summary>
public static class SqliteWebhooksBuilderExtensions
{
    private const string PathKey = "Inbox:Sqlite:Path";
    private const string DefaultPath = "data/inbox.db";

    /// <summary>
    /// Adds the engine <c>Sqlite</c>: one file for one process. Setting <c>Inbox:Sqlite:Path</c>, default <c>data/inbox.db</c>, relative to the
    /// working directory.
    /// </summary>
    public static WebhooksBuilder AddSqliteInbox(this WebhooksBuilder webhooks) => webhooks.AddInboxEngine(new InboxEngine("Sqlite", services =>
    {
        var path = services.GetRequiredService<IConfiguration>()[PathKey];
        return new SqliteInbox(
            new SqliteInboxOptions { Path = string.IsNullOrWhiteSpace(path) ? DefaultPath : path },
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SqliteInbox>>());
    }));
}
