using Microsoft.OpenApi;
using static Spotnana.Webhooks.Management.Document.ManagementSchemas;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>The schemas of what happened to a subject.</summary>
internal static class StorySchemas
{
    public static IEnumerable<(string Name, OpenApiSchema Schema)> All(OpenApiDocument document)
    {
        yield return ("Story", Object(["subject", "deliveries"], new()
        {
            ["subject"] = Text("The subject with its kind, such as pnr/6104417720."),
            ["deliveries"] = ListOf(document, "Delivery", "The earliest event first."),
            ["next"] = Text("The cursor of the next page. Absent on the last page."),
        }));
        yield return ("FieldChange", Object(["path"], new()
        {
            ["path"] = Text(
                "A JSON Pointer into the payload: where the field is in this snapshot. Elements of a list are matched by their ids or "
                    + "their content; of one that is gone the last index is that of the snapshot before."),
            ["was"] = new OpenApiSchema { Description = "Its value in the snapshot before. Absent: it was not there." },
            ["now"] = new OpenApiSchema { Description = "Its value in this snapshot. Absent: it is gone." },
        }));
    }

    public static OpenApiSchema Changes(OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Array | JsonSchemaType.Null,
        Items = new OpenApiSchemaReference("FieldChange", document),
        Description = "In a story, with the right payloads: the fields that differ from the snapshot before. Empty for the first. Null: "
            + "one of the two bodies is gone.",
    };
}
