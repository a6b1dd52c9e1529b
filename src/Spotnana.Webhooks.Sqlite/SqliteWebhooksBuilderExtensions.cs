using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>Adds the SQLite engine.</summary>
public static class SqliteWebhooksBuilderExtensions
{
    private const string PathKey = "Inbox:Sqlite:Path";

    /// <summary>
    /// Adds the engine <c>Sqlite</c>: one file for one process. The setting <c>Inbox:Sqlite:Path</c> is the path of the file; where it is
    /// missing or blank, the default of <see cref="SqliteInboxOptions.Path"/> holds.
    /// </summary>
    public static WebhooksBuilder AddSqliteInbox(this WebhooksBuilder webhooks) =>
        webhooks.AddInboxEngine(new InboxEngine("Sqlite", services => new SqliteInbox(
            ReadOptions(services.GetRequiredService<IConfiguration>()),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SqliteInbox>>())));

    private static SqliteInboxOptions ReadOptions(IConfiguration configuration) =>
        configuration[PathKey] is { } path && !string.IsNullOrWhiteSpace(path) ? new() { Path = path } : new();
}
