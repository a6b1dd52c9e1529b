namespace Spotnana.Webhooks.Sqlite.Schema;

internal static partial class SchemaScript
{
    /// <summary>
    /// Notes which layout the file has. Files of the releases before keep theirs: nothing in them is written anew at a start.
    /// </summary>
    /// <remarks>
    /// Layout 1: pages of 4 KB, bodies as they are, and triggers that keep the numbers. This release switches those off and keeps the
    /// numbers itself, but the release before needs them; they go a release later. Layout 2: 8 KB pages, bodies compressed, no triggers.
    /// </remarks>
    public const string Version3 =
        """
        INSERT INTO meta (key, value) VALUES ('layout', 1);
        """;

    /// <summary>Makes layout 2 of layout 1, but for the size of the pages, which is set before the first one is written.</summary>
    public const string Layout2 =
        """
        DROP TRIGGER handling_added;
        DROP TRIGGER handling_left;
        DROP TRIGGER handling_entered;
        DROP TRIGGER handling_removed;
        DROP TRIGGER delivery_added;
        DROP TRIGGER delivery_left;
        DROP TRIGGER delivery_entered;
        DROP TRIGGER delivery_removed;
        DROP TRIGGER delivery_state_added;
        DROP TRIGGER delivery_state_changed;
        DROP TRIGGER delivery_state_removed;
        DROP TRIGGER delivery_received;
        DROP TRIGGER delivery_discarded_added;
        DROP TRIGGER delivery_discarded_left;
        DROP TRIGGER delivery_discarded_entered;
        DROP TRIGGER delivery_discarded_removed;
        UPDATE meta SET value = 2 WHERE key = 'layout';
        UPDATE meta SET value = 3 WHERE key = 'oldest_reader_version'; -- an older one would hand out compressed bodies
        """;
}
