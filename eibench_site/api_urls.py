"""The API's addresses."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from annotation import api as annotation
from eibench_site.api_docs import api_docs
from inference import api as inference
from inference import api_derivations as derivations
from inference import api_evaluations as evaluations
from inference import api_hastening as hastening
from inference import api_judges as judges
from inference import api_measuring as measuring
from inference import api_prompts as prompts
from inference import api_steering as steering
from review import api as review
from review import api_adjudications as adjudications
from review import api_anchoring as pull
from review import api_assignments as assignments
from review import api_comments as comments
from review import api_pictures as pictures
from review import api_quality as quality
from review import api_results as figures

IN_BENCHMARK = "benchmarks/<slug:slug>/"
DERIVATION = f"{IN_BENCHMARK}derivations/<int:pk>/"
EVALUATION = f"{IN_BENCHMARK}evaluations/<int:pk>/"

urlpatterns = [
    path("docs/", api_docs, name="api_docs"),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("benchmarks/", annotation.Benchmarks.as_view(), name="api_benchmarks"),
    path(IN_BENCHMARK, annotation.BenchmarkDetail.as_view(), name="api_benchmark"),
    path(f"{IN_BENCHMARK}images/", annotation.Images.as_view(), name="api_images"),
    path(f"{IN_BENCHMARK}samples/", review.Samples.as_view(), name="api_samples"),
    path(f"{IN_BENCHMARK}samples/<int:pk>/", review.SampleDetail.as_view(), name="api_sample"),
    path(f"{IN_BENCHMARK}labels/", review.Labels.as_view(), name="api_labels"),
    path(f"{IN_BENCHMARK}samples/<int:pk>/draft-now/", hastening.DraftNow.as_view(), name="api_draft_now"),
    path(f"{IN_BENCHMARK}samples/<int:pk>/redraft/", hastening.Redraft.as_view(), name="api_redraft"),
    path(f"{IN_BENCHMARK}draft-runs/", inference.DraftRuns.as_view(), name="api_draft_runs"),
    path(f"{IN_BENCHMARK}draft-runs/estimate/", steering.DraftEstimate.as_view(), name="api_draft_estimate"),
    path(f"{IN_BENCHMARK}draft-runs/<int:pk>/pause/", steering.DraftRunPause.as_view(), name="api_draft_pause"),
    path(f"{IN_BENCHMARK}draft-runs/<int:pk>/resume/", steering.DraftRunResume.as_view(), name="api_draft_resume"),
    path(f"{IN_BENCHMARK}draft-runs/<int:pk>/cancel/", steering.DraftRunCancel.as_view(), name="api_draft_cancel"),
    path(f"{IN_BENCHMARK}draft-runs/<int:pk>/retry/", steering.DraftRunRetry.as_view(), name="api_draft_retry"),
    path(f"{IN_BENCHMARK}draft-runs/<int:pk>/terms/", steering.DraftRunTerms.as_view(), name="api_draft_terms"),
    path(f"{IN_BENCHMARK}draft-runs/<int:pk>/", inference.DraftRunDetail.as_view(), name="api_draft_run"),
    path(f"{IN_BENCHMARK}drafts/", inference.Drafts.as_view(), name="api_drafts"),
    path(f"{IN_BENCHMARK}drafts/import/", inference.DraftImport.as_view(), name="api_draft_import"),
    path(f"{IN_BENCHMARK}drafts/<int:pk>/", inference.DraftDetail.as_view(), name="api_draft"),
    path(f"{IN_BENCHMARK}prompts/", prompts.PromptSets.as_view(), name="api_prompt_sets"),
    path(f"{IN_BENCHMARK}prompts/<int:pk>/", prompts.PromptSetDetail.as_view(), name="api_prompt_set"),
    path(f"{IN_BENCHMARK}prompts/<int:pk>/changes/", prompts.PromptChanges.as_view(), name="api_prompt_changes"),
    path(f"{IN_BENCHMARK}prompts/<int:pk>/rendered/", prompts.RenderedPrompts.as_view(), name="api_prompts_rendered"),
    path(f"{IN_BENCHMARK}prompts/<int:pk>/try/", prompts.PromptTry.as_view(), name="api_prompt_try"),
    path(f"{IN_BENCHMARK}prompts/trials/<int:pk>/", prompts.PromptTrial.as_view(), name="api_prompt_trial"),
    path(f"{IN_BENCHMARK}derivations/", derivations.Derivations.as_view(), name="api_derivations"),
    path(DERIVATION, derivations.DerivationDetail.as_view(), name="api_derivation"),
    path(f"{DERIVATION}pause/", derivations.DerivationPause.as_view(), name="api_derivation_pause"),
    path(f"{DERIVATION}resume/", derivations.DerivationResume.as_view(), name="api_derivation_resume"),
    path(f"{DERIVATION}cancel/", derivations.DerivationCancel.as_view(), name="api_derivation_cancel"),
    path(f"{DERIVATION}terms/", derivations.DerivationTerms.as_view(), name="api_derivation_terms"),
    path(f"{DERIVATION}approve/", derivations.DerivationApproval.as_view(), name="api_derivation_approve"),
    path(f"{IN_BENCHMARK}evaluations/", evaluations.Evaluations.as_view(), name="api_evaluations"),
    path(f"{IN_BENCHMARK}evaluations/<int:pk>/", evaluations.EvaluationDetail.as_view(), name="api_evaluation"),
    path(f"{EVALUATION}pause/", measuring.EvaluationPause.as_view(), name="api_evaluation_pause"),
    path(f"{EVALUATION}resume/", measuring.EvaluationResume.as_view(), name="api_evaluation_resume"),
    path(f"{EVALUATION}cancel/", measuring.EvaluationCancel.as_view(), name="api_evaluation_cancel"),
    path(f"{EVALUATION}retry/", measuring.EvaluationRetry.as_view(), name="api_evaluation_retry"),
    path(f"{EVALUATION}terms/", measuring.EvaluationTerms.as_view(), name="api_evaluation_terms"),
    path(f"{IN_BENCHMARK}predictions/", evaluations.Predictions.as_view(), name="api_predictions"),
    path(f"{IN_BENCHMARK}predictions/import/", evaluations.PredictionImport.as_view(), name="api_prediction_import"),
    path(f"{IN_BENCHMARK}judge-runs/", judges.JudgeRuns.as_view(), name="api_judge_runs"),
    path(f"{IN_BENCHMARK}judge-runs/<int:pk>/", judges.JudgeRunDetail.as_view(), name="api_judge_run"),
    path(f"{IN_BENCHMARK}judge-runs/<int:pk>/pause/", measuring.JudgePause.as_view(), name="api_judge_pause"),
    path(f"{IN_BENCHMARK}judge-runs/<int:pk>/resume/", measuring.JudgeResume.as_view(), name="api_judge_resume"),
    path(f"{IN_BENCHMARK}judge-runs/<int:pk>/cancel/", measuring.JudgeCancel.as_view(), name="api_judge_cancel"),
    path(f"{IN_BENCHMARK}judge-runs/<int:pk>/retry/", measuring.JudgeRetry.as_view(), name="api_judge_retry"),
    path(f"{IN_BENCHMARK}judge-runs/<int:pk>/terms/", measuring.JudgeTerms.as_view(), name="api_judge_terms"),
    path(f"{IN_BENCHMARK}judgements/", judges.Judgements.as_view(), name="api_judgements"),
    path(f"{IN_BENCHMARK}judgements/import/", judges.JudgementImport.as_view(), name="api_judgement_import"),
    path(f"{IN_BENCHMARK}results/", figures.Results.as_view(), name="api_results"),
    path(f"{IN_BENCHMARK}calibration/", figures.Calibrated.as_view(), name="api_calibration"),
    path(f"{IN_BENCHMARK}pictures/", pictures.Pictures.as_view(), name="api_pictures"),
    path(f"{IN_BENCHMARK}pictures/<int:pk>/people/", pictures.PicturePeople.as_view(), name="api_picture_people"),
    path(
        f"{IN_BENCHMARK}pictures/<int:pk>/questions/", pictures.PictureQuestions.as_view(), name="api_picture_questions"
    ),
    path(f"{IN_BENCHMARK}samples/<int:pk>/split/", pictures.SampleSplit.as_view(), name="api_sample_split"),
    path(f"{IN_BENCHMARK}assignments/", assignments.Assignments.as_view(), name="api_assignments"),
    path(f"{IN_BENCHMARK}assignments/taken/", assignments.AssignmentsTaken.as_view(), name="api_assignments_taken"),
    path(f"{IN_BENCHMARK}adjudications/", adjudications.Adjudications.as_view(), name="api_adjudications"),
    path(f"{IN_BENCHMARK}adjudications/<int:pk>/", adjudications.AdjudicationDetail.as_view(), name="api_adjudication"),
    path(
        f"{IN_BENCHMARK}adjudications/<int:pk>/submit/",
        adjudications.AdjudicationSubmit.as_view(),
        name="api_adjudication_submit",
    ),
    path(f"{IN_BENCHMARK}comments/", comments.Comments.as_view(), name="api_comments"),
    path(f"{IN_BENCHMARK}comments/<int:pk>/", comments.CommentDetail.as_view(), name="api_comment"),
    path(f"{IN_BENCHMARK}reviews/", review.Reviews.as_view(), name="api_reviews"),
    path(f"{IN_BENCHMARK}reviews/<int:pk>/", review.ReviewDetail.as_view(), name="api_review"),
    path(f"{IN_BENCHMARK}quality/", quality.QualityReport.as_view(), name="api_quality"),
    path(f"{IN_BENCHMARK}agreement/", quality.Agreement.as_view(), name="api_agreement"),
    path(f"{IN_BENCHMARK}agreement/compare/", quality.AgreementComparison.as_view(), name="api_agreement_compare"),
    path(f"{IN_BENCHMARK}anchoring/", pull.Anchoring.as_view(), name="api_anchoring"),
    path(f"{IN_BENCHMARK}attention/", pull.AttentionByPerson.as_view(), name="api_attention"),
    path(f"{IN_BENCHMARK}releases/", annotation.Releases.as_view(), name="api_releases"),
    path(f"{IN_BENCHMARK}releases/<int:pk>/", annotation.ReleaseDetail.as_view(), name="api_release"),
]
