using Microsoft.OpenApi;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Document;

internal sealed partial class ManagementPaths
{
    private const string EraseText =
        "Goes on behind the answer. What is settled is erased at once, what waits for a handler when that is done, what comes later "
        + "likewise. Of a delivery stay its id, digest, times and states. The inbox keeps whom it erases only as a keyed hash.";

    private void AddErasures()
    {
        AddErasing(
            "/api/erasures", HttpMethod.Post, "erase", "Erase a traveler or a subject", [],
            new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new() { Schema = new OpenApiSchemaReference("ErasureRequest", _document) },
                },
            });
        AddErasing(
            "/api/payloads", HttpMethod.Delete, "erasePayloads", "Erase a traveler or a subject, in short",
            [
                Describe.Query("traveler", "The traveler's id."),
                Describe.Query("subject", "Or a subject, such as pnr/6104417720."),
                Describe.Query("subscription", "Only in this subscription."),
            ],
            body: null);
        Get(
            "/api/erasures", "listErasures", "List erasures, the newest first", "ErasureList", null,
            [Describe.Query("limit", "The most to list. Default 100.", Number(1, 1000))]);
        var show = Get(
            "/api/erasures/{id}", "showErasure", "Show the receipt of an erasure", "Erasure", null,
            [Describe.InPath("id", "The erasure's id.")]);
        show["404"] = _document.Problem("There is no such erasure.");
    }

    private void AddErasing(
        string path, HttpMethod method, string id, string summary, List<IOpenApiParameter> parameters, OpenApiRequestBody? body)
    {
        var responses = Add(path, method, Right.Erase, id, summary, Json("Erasure", "The receipt."), EraseText, parameters, body);
        responses["202"] = responses["200"];
        responses.Remove("200");
        responses["404"] = _document.Problem("There is no such subscription.");
        responses["500"] = _document.Problem(
            "The key that names are hashed with cannot be read: it is encrypted with one that is missing.");
    }
}
